package io.holdfast.execution;

import io.holdfast.function.Function1;
import io.holdfast.function.Predicate;
import io.holdfast.model.Pair;
import io.holdfast.plan.Narrow;
import io.holdfast.plan.Node;
import io.holdfast.plan.Plan;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The steps of fused narrow operators. Only the call of the job's function stands inside the try block, so that a
 * failure is blamed on the operator that threw and not on all those before it.
 */
final class NarrowSteps {

    private NarrowSteps() {}

    static Output step(Node.NarrowNode node, Output next, FailedRecords failed, TaskContext context) {
        Narrow operation = node.operation();
        if (operation instanceof Narrow.MapEach map) {
            return new MapEach(node, map.function(), next, failed, context);
        } else if (operation instanceof Narrow.FlatMap flatMap) {
            return new FlatMap(node, flatMap.function(), next, failed, context);
        } else if (operation instanceof Narrow.Filter filter) {
            return new Filter(node, filter.predicate(), next, failed, context);
        } else if (operation instanceof Narrow.MapValues mapValues) {
            return new MapValues(node, mapValues.function(), next, failed, context);
        } else if (operation instanceof Narrow.FlatMapValues flatMapValues) {
            return new FlatMapValues(node, flatMapValues.function(), next, failed, context);
        } else if (operation instanceof Narrow.AssignTime time) {
            return new TimeStep(time.eventTime(), next, failed, context);
        } else if (operation instanceof Narrow.Scatter) {
            return new Scatter(node, next, context);
        } else if (operation instanceof Narrow.Count) {
            return new Count(node, next, context);
        } else if (operation instanceof Narrow.MapPartitions mapPartitions) {
            return new MapPartitions(node, mapPartitions.function(), next, context);
        }
        throw new IllegalStateException("Holdfast bug: no step for " + node);
    }

    private abstract static class Step extends Output {
        final Node node;
        final Output next;
        final TaskContext context;

        Step(Node node, Output next, TaskContext context) {
            this.node = node;
            this.next = next;
            this.context = context;
        }
    }

    private static final class MapEach extends Step {
        private final FailedRecords failed;
        private final Function1<Object, Object> function;

        MapEach(Node node, Function1<Object, Object> function, Output next, FailedRecords failed, TaskContext context) {
            super(node, next, context);
            this.function = function;
            this.failed = failed;
        }

        @Override
        void accept(Object value) throws Exception {
            Object mapped;
            try {
                mapped = function.apply(value);
            } catch (Throwable e) {
                failed.take(e, value);
                return;
            }
            next.accept(mapped);
        }
    }

    private static final class Filter extends Step {
        private final FailedRecords failed;
        private final Predicate<Object> predicate;

        Filter(Node node, Predicate<Object> predicate, Output next, FailedRecords failed, TaskContext context) {
            super(node, next, context);
            this.predicate = predicate;
            this.failed = failed;
        }

        @Override
        void accept(Object value) throws Exception {
            boolean passes;
            try {
                passes = predicate.test(value);
            } catch (Throwable e) {
                failed.take(e, value);
                return;
            }
            if (passes) {
                next.accept(value);
            }
        }
    }

    private static final class FlatMap extends Step {
        private final FailedRecords failed;
        private final Function1<Object, Iterator<?>> function;

        FlatMap(
                Node node,
                Function1<Object, Iterator<?>> function,
                Output next,
                FailedRecords failed,
                TaskContext context) {
            super(node, next, context);
            this.function = function;
            this.failed = failed;
        }

        @Override
        void accept(Object value) throws Exception {
            Iterator<?> results;
            try {
                results = results(function, value, failed);
            } catch (Throwable e) {
                failed.take(e, value);
                return;
            }
            drain(node, results, next, context);
        }
    }

    private static final class MapValues extends Step {
        private final FailedRecords failed;
        private final Function1<Object, Object> function;

        MapValues(
                Node node, Function1<Object, Object> function, Output next, FailedRecords failed, TaskContext context) {
            super(node, next, context);
            this.function = function;
            this.failed = failed;
        }

        @Override
        void accept(Object value) throws Exception {
            Pair<?, ?> pair = pair(node, value, context);
            Object mapped;
            try {
                mapped = function.apply(pair.value());
            } catch (Throwable e) {
                failed.take(e, value);
                return;
            }
            next.accept(new Pair<>(pair.key(), mapped));
        }
    }

    private static final class FlatMapValues extends Step {
        private final FailedRecords failed;
        private final Function1<Object, Iterator<?>> function;

        FlatMapValues(
                Node node,
                Function1<Object, Iterator<?>> function,
                Output next,
                FailedRecords failed,
                TaskContext context) {
            super(node, next, context);
            this.function = function;
            this.failed = failed;
        }

        @Override
        void accept(Object value) throws Exception {
            Pair<?, ?> pair = pair(node, value, context);
            Iterator<?> results;
            try {
                results = results(function, pair.value(), failed);
            } catch (Throwable e) {
                failed.take(e, value);
                return;
            }
            Output pairs = new Output() {
                @Override
                void accept(Object result) throws Exception {
                    next.accept(new Pair<>(pair.key(), result));
                }
            };
            drain(node, results, pairs, context);
        }
    }

    private static final class Scatter extends Step {
        /** Enough for each key group to get some, few enough for a pane to stay in few pieces. */
        private static final int KEYS = 1024;

        private int turn;

        Scatter(Node node, Output next, TaskContext context) {
            super(node, next, context);
        }

        @Override
        void begin() {
            turn = 0;
        }

        @Override
        void accept(Object value) throws Exception {
            next.accept(new Pair<>(turn, value));
            turn = (turn + 1) % KEYS;
        }
    }

    private static final class Count extends Step {
        private long records;

        Count(Node node, Output next, TaskContext context) {
            super(node, next, context);
        }

        @Override
        void begin() {
            records = 0;
        }

        @Override
        void accept(Object value) {
            records++;
        }

        @Override
        void finish() throws Exception {
            if (context.isEvaluated(Plan.slideMillis(node))) {
                next.accept(records);
            }
        }
    }

    private static final class MapPartitions extends Step {
        private final Function1<Iterator<Object>, Iterator<?>> function;
        private List<Object> records = new ArrayList<>();

        MapPartitions(Node node, Function1<Iterator<Object>, Iterator<?>> function, Output next, TaskContext context) {
            super(node, next, context);
            this.function = function;
        }

        @Override
        boolean holdsBack() {
            return true;
        }

        @Override
        void accept(Object value) {
            records.add(value);
        }

        @Override
        void finish() throws Exception {
            if (!context.isEvaluated(Plan.slideMillis(node))) {
                return;
            }
            List<Object> all = records;
            records = new ArrayList<>();
            Iterator<?> results;
            try {
                results = function.apply(all.iterator());
            } catch (Throwable e) {
                throw context.failed(node, e);
            }
            drain(node, results, next, context);
        }
    }

    /** What a function gives, taken whole before any of it is passed on if a failure is to leave nothing behind. */
    private static @Nullable Iterator<?> results(
            Function1<Object, Iterator<?>> function, Object value, FailedRecords failed) throws Exception {
        Iterator<?> results = function.apply(value);
        if (!failed.areDiverted()) {
            return results;
        }
        List<Object> all = new ArrayList<>();
        Objects.requireNonNull(results, "the function returned null, not an iterator")
                .forEachRemaining(all::add);
        return all.iterator();
    }

    /** Passes on what a lazy iterator of the job yields; its code may throw at each step. */
    private static void drain(Node node, @Nullable Iterator<?> results, Output next, TaskContext context)
            throws Exception {
        if (results == null) {
            throw context.failed(node, new NullPointerException("the function returned null, not an iterator"));
        }
        while (true) {
            Object result;
            try {
                if (!results.hasNext()) {
                    return;
                }
                result = results.next();
            } catch (Throwable e) {
                throw context.failed(node, e);
            }
            next.accept(result);
        }
    }

    /** The record as a pair, or a failure that names the operator that expected one. */
    static Pair<?, ?> pair(Node node, Object value, TaskContext context) {
        if (value instanceof Pair<?, ?> pair) {
            return pair;
        }
        throw context.failed(node, new IllegalArgumentException("expected a pair, found " + value));
    }
}
