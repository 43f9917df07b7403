package io.holdfast.execution;

import io.holdfast.codec.Types;
import io.holdfast.common.BytesWriter;
import io.holdfast.failure.HoldfastException;
import io.holdfast.failure.UserCodeException;
import io.holdfast.model.DeadLetter;
import io.holdfast.plan.Node;
import io.holdfast.plan.Window;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the steps of one task share during a batch: the batch, the origin of the record at hand, and scratch space. */
final class TaskContext {

    final Types types;
    final String timeline;
    final BatchWatermarks watermarks;
    final Origin origin = new Origin();
    private final Map<String, Long> counts = new HashMap<>();
    final BytesWriter scratch = new BytesWriter(256);
    private @Nullable BatchInput input;
    private @Nullable UserCodeException reported;

    TaskContext(Types types, String timeline, BatchWatermarks watermarks) {
        this.types = types;
        this.timeline = timeline;
        this.watermarks = watermarks;
    }

    /** Begins a batch; false if this is the one under way. */
    boolean begin(BatchInput newInput) {
        if (input != null && input.batch() == newInput.batch()) {
            return false;
        }
        input = newInput;
        origin.clear();
        counts.clear();
        return true;
    }

    /** Counts something for people, under a name in the manifest. */
    void count(String name) {
        counts.merge(name, 1L, Long::sum);
    }

    Map<String, Long> counts() {
        return counts;
    }

    BatchInput input() {
        BatchInput current = input;
        if (current == null) {
            throw new IllegalStateException("Holdfast bug: a task ran outside a batch");
        }
        return current;
    }

    /** Whether what is evaluated so often is evaluated in this batch; 0 for each batch. */
    boolean isEvaluated(long slideMillis) {
        BatchInput batch = input();
        return slideMillis == 0 || Window.aligned(batch.timeMillis(), slideMillis) > batch.previousTimeMillis();
    }

    /** The failure to report when code of the job threw while an operator worked on the record at hand. */
    RuntimeException failed(Node node, Throwable thrown) {
        if (thrown instanceof VirtualMachineError error && !(thrown instanceof StackOverflowError)) {
            throw error;
        }
        if (thrown instanceof HoldfastException ours && !(thrown instanceof UserCodeException)) {
            // Not the job's code failed but what stands under it, such as the working copy of its state.
            return ours;
        }
        UserCodeException failure = new UserCodeException(
                "batch " + input().batch() + " failed in " + describe(node) + where() + ": " + thrown, thrown);
        reported = failure;
        return failure;
    }

    /** Whether this task has already said where the failure happened. */
    boolean hasReported(Throwable failure) {
        return failure == reported;
    }

    /** The failure to report for a source that could not deliver. */
    RuntimeException failedIn(String source, UserCodeException thrown) {
        return new UserCodeException(
                "batch " + input().batch() + " failed in source '" + source + "': " + thrown.getMessage(), thrown);
    }

    /** A dead letter of the record at hand. */
    DeadLetter deadLetter(Node node, String record, Throwable thrown) {
        String error = String.valueOf(thrown);
        if (origin.split == Origin.NONE) {
            return new DeadLetter(describe(node), "", "", 0, record, error);
        }
        BatchInput.Range range = input().ranges().get(origin.split);
        return new DeadLetter(describe(node), range.source(), range.range().split(), origin.offset, record, error);
    }

    static String describe(Node node) {
        return node.name().isEmpty()
                ? "operator " + node.kind() + " #" + node.id()
                : "operator " + node.kind() + " '" + node.name() + "'";
    }

    private String where() {
        if (origin.split == Origin.NONE) {
            return "";
        }
        BatchInput.Range range = input().ranges().get(origin.split);
        return ", source '" + range.source() + "', partition " + range.range().split() + ", offset " + origin.offset;
    }
}
