package io.holdfast.execution;

import io.holdfast.failure.UserCodeException;
import io.holdfast.plan.Node;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a record for which code of the job failed in one operator: it fails the batch, or it is counted and passed on
 * as a dead letter, so that it is committed with the batch and neither comes again nor vanishes.
 */
final class FailedRecords {

    private final Node node;
    private final @Nullable Output letters;
    private final TaskContext context;

    /**
     * Those of an operator.
     *
     * @param letters takes dead letters; null if a failure fails the batch
     */
    FailedRecords(Node node, @Nullable Output letters, TaskContext context) {
        this.node = node;
        this.letters = letters;
        this.context = context;
    }

    /** Whether failures do not fail the batch. */
    boolean areDiverted() {
        return letters != null;
    }

    /** Takes a record that made code of the job throw; throws what fails the batch. */
    void take(Throwable thrown, @Nullable Object record) throws Exception {
        RuntimeException failure = context.failed(node, thrown);
        if (letters == null || !(failure instanceof UserCodeException)) {
            throw failure;
        }
        context.count("operator." + node.id() + ".failed");
        letters.accept(context.deadLetter(node, text(record), thrown));
    }

    private static String text(@Nullable Object record) {
        try {
            return String.valueOf(record);
        } catch (RuntimeException e) {
            return "a " + (record == null ? "record" : record.getClass().getName()) + " whose toString fails: " + e;
        }
    }
}
