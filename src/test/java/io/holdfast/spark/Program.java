package io.holdfast.spark;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A program and its input, independent of an engine. The first steps are the sources; each other step reads earlier ones.
 * Streams that no step reads are the outputs.
 *
 * @param parallelism of the run on Holdfast
 * @param inputs per source and batch, the records; an empty list is a batch without records
 * @param idle per batch, whether nothing arrives at all; the first is never idle
 */
record Program(long seed, int parallelism, List<Step> steps, List<List<List<Object>>> inputs, List<Boolean> idle) {

    static final Duration INTERVAL = Duration.ofSeconds(1);

    /** The time of the first batch, on both engines: see {@link Rules#zero}. */
    static final Instant BEGIN = Rules.zero().plus(INTERVAL);

    /** @param operation null for a source */
    record Step(@Nullable Operation operation, List<Integer> inputs) {
        static Step source() {
            return new Step(null, List.of());
        }

        boolean isSource() {
            return operation == null;
        }

        @Override
        public String toString() {
            return operation == null
                    ? "source"
                    : (operation instanceof Joining joining ? "Join[" + joining + "]" : operation) + " of " + inputs;
        }
    }

    /** The number of a batch time, from 0. */
    static long second(long millis) {
        return (millis - BEGIN.toEpochMilli()) / INTERVAL.toMillis();
    }

    int batches() {
        return idle.size();
    }

    int sources() {
        return inputs.size();
    }

    /** The records of one source in a batch. */
    List<Object> input(int source, int batch) {
        return batch >= batches() || idle.get(batch)
                ? List.of()
                : inputs.get(source).get(batch);
    }

    List<Integer> outputs() {
        return IntStream.range(0, steps.size())
                .filter(step ->
                        steps.stream().noneMatch(reader -> reader.inputs().contains(step)))
                .boxed()
                .toList();
    }

    /** How often a stream has records, in batch intervals; 0 for each batch. */
    int slide(int step) {
        Operation operation = steps.get(step).operation();
        return operation == null ? 0 : operation.slide(slide(firstInput(step)));
    }

    boolean givesPairs(int step) {
        Operation operation = steps.get(step).operation();
        return operation != null && operation.givesPairs(givesPairs(firstInput(step)));
    }

    private int firstInput(int step) {
        return steps.get(step).inputs().get(0);
    }

    /** Whether functions see the records of each key of a stream in the same order on both engines. */
    boolean isSettled(int step) {
        return keepsOrder(step) || hasDistinctKeys(step);
    }

    private boolean keepsOrder(int step) {
        Operation operation = steps.get(step).operation();
        return operation == null || (operation.keepsOrder() && keepsOrder(firstInput(step)));
    }

    private boolean hasDistinctKeys(int step) {
        Operation operation = steps.get(step).operation();
        return operation != null && operation.givesDistinctKeys(hasDistinctKeys(firstInput(step)));
    }

    /** Whether a stream may have records in an interval without input, for which no batch would run. */
    boolean emitsWithoutInput(int step) {
        return anyAbove(step, above -> operationIs(above, Operation::emitsWithoutInput));
    }

    private boolean anyAbove(int step, IntPredicate test) {
        return test.test(step) || steps.get(step).inputs().stream().anyMatch(input -> anyAbove(input, test));
    }

    private boolean operationIs(int step, java.util.function.Predicate<Operation> test) {
        Operation operation = steps.get(step).operation();
        return operation != null && test.test(operation);
    }

    /** Whether batches may be idle: see {@link Rules#excusesIdle} and {@link Rules#excusesMissedSlides}. */
    boolean mayBeIdle() {
        return IntStream.range(0, steps.size())
                        .filter(step -> operationIs(step, Operation::keepsState))
                        .noneMatch(step -> steps.get(step).inputs().stream().anyMatch(this::emitsWithoutInput))
                && IntStream.range(0, steps.size())
                        .filter(step -> operationIs(step, Operation::emitsWithoutInput))
                        .allMatch(step -> Rules.excusesMissedSlides(slide(step)));
    }

    /** Whether each operation gets the streams it takes, and idle batches are only where they may be. */
    boolean isValid() {
        return IntStream.range(0, steps.size()).allMatch(this::isValid)
                && !idle.isEmpty()
                && !idle.get(0)
                && (mayBeIdle() || !idle.contains(true));
    }

    private boolean isValid(int step) {
        Operation operation = steps.get(step).operation();
        List<Integer> from = steps.get(step).inputs();
        return operation == null
                || (from.stream().allMatch(input -> input < step && operation.takes(this, input))
                        && from.stream().map(this::givesPairs).distinct().count() == 1
                        && Rules.canMeet(from.stream().map(this::slide).toList()));
    }

    /** As readable text. */
    @Override
    public String toString() {
        List<String> lines = new ArrayList<>();
        lines.add("seed " + seed + ", parallelism " + parallelism + ", outputs " + outputs());
        for (int step = 0; step < steps.size(); step++) {
            lines.add("  " + step + ": " + steps.get(step));
        }
        for (int batch = 0; batch < batches(); batch++) {
            lines.add("  batch " + batch + ": " + (idle.get(batch) ? "idle" : texts(batch)));
        }
        return String.join("\n", lines);
    }

    private List<String> texts(int batch) {
        return inputs.stream().map(source -> Values.text(source.get(batch))).toList();
    }
}
