package io.holdfast.plan;

import io.holdfast.function.Function1;
import io.holdfast.function.Function2;
import io.holdfast.function.Function4;
import io.holdfast.function.Predicate;
import io.holdfast.function.Supplier;
import io.holdfast.model.Batch;
import io.holdfast.model.EventWindow;
import io.holdfast.model.StateSpec;
import java.io.Serializable;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Operations that bring records together from all tasks. */
public sealed interface Wide extends Serializable {

    String kind();

    /** The tables of what an operator of this name keeps between batches, its main one first; none without state. */
    default List<Table> tables(String operator) {
        return List.of();
    }

    /** How the values of a key are combined before the shuffle; null if they are not. */
    default @Nullable CombineByKey combiner() {
        return null;
    }

    /** Whether it goes by event time: it has a watermark, and its records must have a time. */
    default boolean isEventTime() {
        return false;
    }

    /** Over which tasks records are spread by key. */
    default Partitions partitions() {
        return Partitions.DEFAULT;
    }

    /** The window in batch time that the operation evaluates; null for most. */
    default @Nullable Window window() {
        return null;
    }

    /** Spreads records evenly over a number of tasks. */
    record Repartition(int tasks) implements Wide {
        @Override
        public String kind() {
            return "repartition";
        }
    }

    /**
     * Combines the values of each key.
     *
     * @param create makes a combination of a first value
     * @param add adds a value to a combination of the same task
     * @param merge merges combinations of different tasks
     * @param mapSide whether tasks combine what they have before the shuffle
     * @param partitions where each key is combined
     */
    record CombineByKey(
            String kind,
            Function1<Object, Object> create,
            Function2<Object, Object, Object> add,
            Function2<Object, Object, Object> merge,
            boolean mapSide,
            Partitions partitions)
            implements Wide {

        @Override
        public @Nullable CombineByKey combiner() {
            return mapSide ? this : null;
        }
    }

    /** Brings together the values that each key has in each input: a pair of the key and one list per input. */
    record CoGroup(Partitions partitions) implements Wide {
        @Override
        public String kind() {
            return "cogroup";
        }
    }

    /** Hands the whole batch of each input to a function. */
    record Transform(Function1<List<Batch<Object>>, Batch<?>> function) implements Wide {
        @Override
        public String kind() {
            return "transform";
        }
    }

    /**
     * Calls a function with the state of the key for each record.
     *
     * @param isEventTime whether the function can ask to be called when the watermark reaches a time
     */
    record MapWithState(StateSpec<Object, Object, Object, Object> spec, boolean isEventTime) implements Wide {
        @Override
        public String kind() {
            return "mapWithState";
        }

        @Override
        public List<Table> tables(String operator) {
            Table state = Table.of(operator, kind());
            return isEventTime
                    ? List.of(state, Table.part(operator, "timers", "timers").inEventTime())
                    : List.of(state);
        }
    }

    /** Calls a function, with the batch time first, for each key that has values or state. */
    record UpdateState(
            Function4<Instant, Object, List<Object>, Optional<Object>, Optional<Object>> function,
            @Nullable Supplier<Map<Object, Object>> initialState)
            implements Wide {
        @Override
        public String kind() {
            return "updateStateByKey";
        }

        @Override
        public List<Table> tables(String operator) {
            return List.of(Table.of(operator, kind()));
        }
    }

    /**
     * Combines the values of each key over a window, and emits every key that has a combination at each boundary.
     *
     * @param inverse takes what leaves the window out of a combination; null if it is made anew from panes
     * @param keep which results stay; the others are forgotten. Null for all
     */
    record ReduceWindow(
            String kind,
            Function2<Object, Object, Object> reduce,
            @Nullable Function2<Object, Object, Object> inverse,
            @Nullable Predicate<Object> keep,
            Window window)
            implements Wide {

        @Override
        public List<Table> tables(String operator) {
            Table totals = Table.of(operator, kind);
            return inverse == null
                    ? List.of(totals, Table.part(operator, "panes", "tree over " + window))
                    : List.of(
                            totals,
                            Table.part(operator, "panes", "blocks of " + window),
                            Table.part(operator, "open", "open one of " + window));
        }

        @Override
        public CombineByKey combiner() {
            return new CombineByKey(kind, value -> value, reduce, reduce, true, Partitions.DEFAULT);
        }
    }

    /**
     * Emits all values of a window at each boundary.
     *
     * @param grouped whether as one list per key, or else each by itself without its key
     */
    record CollectWindow(String kind, boolean grouped, Window window) implements Wide {

        @Override
        public List<Table> tables(String operator) {
            return List.of(Table.of(operator, kind + ", " + window));
        }
    }

    /**
     * Combines the values of each key in each of its windows in event time.
     *
     * @param create makes a combination of a first value
     * @param add adds a value to a combination
     * @param merge merges two combinations of a key
     */
    record EventWindowing(
            EventWindow windows,
            Function1<Object, Object> create,
            Function2<Object, Object, Object> add,
            Function2<Object, Object, Object> merge)
            implements Wide {

        @Override
        public String kind() {
            return "eventWindow";
        }

        @Override
        public boolean isEventTime() {
            return true;
        }

        @Override
        public List<Table> tables(String operator) {
            boolean session = windows.kind() == EventWindow.Kind.SESSION;
            Table main = Table.of(operator, kind() + ", " + shape()).inEventTime();
            return session
                    ? List.of(main)
                    : List.of(main, Table.part(operator, "panes", kind()).inEventTime());
        }

        /** The lateness may change from run to run, what is kept by may not. */
        private String shape() {
            return windows.kind() == EventWindow.Kind.SESSION
                    ? "sessions"
                    : windows.lengthMillis() + " ms each " + windows.slideMillis() + " ms";
        }
    }

    /**
     * Passes on the first record of each key within a time.
     *
     * @param withinMillis how long a key is remembered
     * @param isEventTime whether by the time of records, or else by batch time
     */
    record Deduplicate(long withinMillis, boolean isEventTime) implements Wide {
        @Override
        public String kind() {
            return "deduplicate";
        }

        @Override
        public List<Table> tables(String operator) {
            Table table = Table.of(operator, isEventTime ? "deduplicate by event time" : "deduplicate");
            return List.of(isEventTime ? table.inEventTime() : table);
        }
    }

    /**
     * Pairs each record of the left stream with those of the right stream of the same key that happened within an interval
     * around it, from lower to upper milliseconds later, both included. One that is missing is null.
     *
     * @param left whether records of the left stream that match none come out, too
     * @param right the same of the right stream
     */
    record IntervalJoin(long lowerMillis, long upperMillis, boolean left, boolean right) implements Wide {
        @Override
        public String kind() {
            return "intervalJoin";
        }

        @Override
        public boolean isEventTime() {
            return true;
        }

        @Override
        public List<Table> tables(String operator) {
            String shape = kind() + " from " + lowerMillis + " to " + upperMillis + " ms";
            return List.of(
                    Table.of(operator, shape).inEventTime(),
                    Table.part(operator, "right", shape).inEventTime());
        }
    }
}
