package io.holdfast.spark;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The first batch and output of a program in which the engines do not agree. */
record Difference(Program program, long batch, int output, String onHoldfast, String onSpark) {

    /** Compares what came out, batch by batch, as multisets. */
    static Optional<Difference> of(Program program, Outcome onHoldfast, Outcome onSpark) {
        for (long batch = 0; batch < program.batches(); batch++) {
            for (int output : program.outputs()) {
                if (!agree(program, batch, output, onHoldfast, onSpark)) {
                    return Optional.of(new Difference(
                            program, batch, output, text(onHoldfast, batch, output), text(onSpark, batch, output)));
                }
            }
        }
        return onHoldfast.batches().stream()
                .filter(batch -> batch < 0 || batch >= program.batches())
                .findFirst()
                .map(batch -> new Difference(program, batch, -1, "an extra batch", "none"));
    }

    private static boolean agree(Program program, long batch, int output, Outcome onHoldfast, Outcome onSpark) {
        List<Object> expected = onSpark.get(batch, output);
        return onHoldfast.hasRun(batch)
                ? onHoldfast.get(batch, output).equals(expected)
                : program.idle().get((int) batch) && Rules.excusesIdle(program, output, expected);
    }

    private static String text(Outcome outcome, long batch, int output) {
        return outcome.hasRun(batch) ? Values.text(new ArrayList<>(outcome.get(batch, output))) : "no batch";
    }

    @Override
    public String toString() {
        return "batch " + batch + ", output " + output + "\n  Holdfast: " + onHoldfast + "\n  Spark:    " + onSpark
                + "\nof the program of " + program;
    }
}
