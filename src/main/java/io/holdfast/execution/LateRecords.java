package io.holdfast.execution;

import io.holdfast.plan.Node;
import org.jspecify.annotations.Nullable;

/** Where records go that came too late for an operator: counted, and to the job if it asked for them. */
final class LateRecords {

    private final String count;
    private final @Nullable Output output;
    private final TaskContext context;

    LateRecords(Node node, @Nullable Output output, TaskContext context) {
        this.count = "operator." + node.id() + ".late";
        this.output = output;
        this.context = context;
    }

    void accept(Object record) throws Exception {
        context.count(count);
        if (output != null) {
            output.accept(record);
        }
    }
}
