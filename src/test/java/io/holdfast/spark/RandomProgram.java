package io.holdfast.spark;

import io.holdfast.spark.Functions.Each;
import io.holdfast.spark.Functions.Keying;
import io.holdfast.spark.Functions.Merge;
import io.holdfast.spark.Functions.Passing;
import io.holdfast.spark.Functions.Spread;
import io.holdfast.spark.Functions.Update;
import io.holdfast.spark.Functions.Whole;
import io.holdfast.spark.Program.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Draws a program and its input from a seed. Small: few records, few keys, so that much happens to each. */
final class RandomProgram {

    private static final int MAX_JOINS = 2;

    private final SplittableRandom random;
    private final List<Step> steps = new ArrayList<>();
    private final int parallelism;
    private final long seed;

    /** Of most windows, so that their streams can be joined. */
    private final int slide;

    private int joins;

    /** What steps are made of; operations rich in meaning, or that seldom fit, are here twice. */
    private final List<Supplier<Operation>> operations = List.of(
            () -> new Narrow.Map(any(Each.values())),
            () -> new Narrow.Filter(any(Passing.values())),
            () -> new Narrow.FlatMap(any(Spread.values())),
            () -> new Narrow.MapPartitions(any(Spread.values())),
            () -> new Narrow.MapToPair(any(Keying.values())),
            () -> new Narrow.Side(flip()),
            () -> new Narrow.MapValues(any(Each.values())),
            () -> new Narrow.FlatMapValues(any(Spread.values())),
            InBatch.Union::new,
            () -> new InBatch.Repartition(between(1, 3)),
            InBatch.Count::new,
            InBatch.SumOfPartitions::new,
            InBatch.CountByValue::new,
            () -> new InBatch.Reduce(any(Merge.values())),
            () -> new InBatch.Transform(any(Whole.values())),
            () -> new ByKey.ReduceByKey(any(Merge.values())),
            ByKey.GroupByKey::new,
            () -> new ByKey.CombineByKey(flip()),
            () -> any(Joining.values()),
            () -> any(Joining.values()),
            () -> new Stateful.UpdateStateByKey(any(Update.values()), flip()),
            this::mapWithState,
            this::mapWithState,
            Stateful.StateSnapshots::new,
            () -> new Windowed.Window(span()),
            () -> new Windowed.Window(span()),
            () -> new Windowed.CountByWindow(span()),
            () -> new Windowed.CountByValueAndWindow(span()),
            () -> new Windowed.ReduceByWindow(any(Merge.values()), span()),
            () -> new Windowed.ReduceByWindowWithInverse(any(Merge.invertible()), span()),
            () -> new WindowedByKey.ReduceByKeyAndWindow(any(Merge.values()), span()),
            () -> new WindowedByKey.ReduceByKeyAndWindow(any(Merge.values()), span()),
            () -> new WindowedByKey.ReduceByKeyAndWindowWithInverse(any(Merge.invertible()), span()),
            () -> new WindowedByKey.ReduceByKeyAndWindowWithFilter(span()),
            () -> new WindowedByKey.GroupByKeyAndWindow(span()));

    private RandomProgram(long seed) {
        this.seed = seed;
        this.random = new SplittableRandom(seed);
        this.parallelism = between(1, 3);
        this.slide = between(1, 3);
    }

    static Program of(long seed) {
        return new RandomProgram(seed).program();
    }

    private Operation mapWithState() {
        long timeout = flip() ? 0 : between(1, 7) * Program.INTERVAL.toMillis() / 2;
        return new Stateful.MapWithState(any(Mapping.values()), timeout, between(1, 4) == 1);
    }

    private Windowed.Span span() {
        return new Windowed.Span(between(1, 5), between(1, 4) == 1 ? between(1, 4) : slide);
    }

    private Program program() {
        int sources = between(1, 2);
        for (int source = 0; source < sources; source++) {
            steps.add(Step.source());
        }
        int size = sources + between(2, 7);
        while (steps.size() < size) {
            grow();
        }
        return withInput(sources, between(5, 10));
    }

    /** Adds a step, or two if it needs pairs where there are none; or nothing, if what was drawn does not fit. */
    private void grow() {
        Operation operation = operations.get(random.nextInt(operations.size())).get();
        if (operation instanceof Joining && joins++ >= MAX_JOINS) {
            return;
        }
        List<Integer> inputs = new ArrayList<>();
        int before = steps.size();
        for (int input = 0; input < operation.arity(); input++) {
            inputs.add(input(operation, inputs));
        }
        steps.add(new Step(operation, inputs));
        if (!draft(1, List.of(false)).isValid()) {
            steps.subList(before, steps.size()).clear();
        }
    }

    private int input(Operation operation, List<Integer> others) {
        Program program = draft(1, List.of(false));
        List<Integer> fitting = IntStream.range(0, steps.size())
                .filter(step -> others.stream().allMatch(other -> program.slide(other) == program.slide(step)))
                .filter(step -> !(operation instanceof Stateful.StateSnapshots) || operation.takes(program, step))
                .boxed()
                .toList();
        if (fitting.isEmpty() && operation instanceof Stateful.StateSnapshots) {
            Operation behind = mapWithState();
            steps.add(new Step(behind, List.of(input(behind, others))));
            return steps.size() - 1;
        }
        int input = newestOf(fitting);
        if (!operation.needsPairs() || program.givesPairs(input) || operation instanceof Stateful.StateSnapshots) {
            return input;
        }
        steps.add(new Step(new Narrow.MapToPair(any(Keying.values())), List.of(input)));
        return steps.size() - 1;
    }

    /** Prefers the newest streams, so that chains get long. */
    private int newestOf(List<Integer> streams) {
        return streams.get(flip() ? streams.size() - 1 : random.nextInt(streams.size()));
    }

    private Program draft(int sources, List<Boolean> idle) {
        List<List<List<Object>>> none = new ArrayList<>();
        for (int source = 0; source < sources; source++) {
            none.add(List.of());
        }
        return new Program(seed, parallelism, List.copyOf(steps), none, idle);
    }

    private Program withInput(int sources, int batches) {
        boolean isIdle = draft(sources, List.of(false)).mayBeIdle() && flip();
        List<Boolean> idle = new ArrayList<>();
        for (int batch = 0; batch < batches; batch++) {
            idle.add(isIdle && batch > 0 && between(1, 3) == 1);
        }
        List<List<List<Object>>> inputs = new ArrayList<>();
        for (int source = 0; source < sources; source++) {
            List<List<Object>> input = new ArrayList<>();
            for (int batch = 0; batch < batches; batch++) {
                input.add(records());
            }
            inputs.add(input);
        }
        return new Program(seed, parallelism, List.copyOf(steps), inputs, idle);
    }

    private List<Object> records() {
        List<Object> records = new ArrayList<>();
        int size = between(1, 5) == 1 ? 0 : between(1, 6);
        for (int record = 0; record < size; record++) {
            records.add(between(1, 5) == 1 ? (Object) ("s" + between(1, 4)) : (Object) (long) between(-3, 20));
        }
        return records;
    }

    private boolean flip() {
        return random.nextBoolean();
    }

    private int between(int least, int most) {
        return random.nextInt(least, most + 1);
    }

    private <T> T any(T[] values) {
        return values[random.nextInt(values.length)];
    }
}
