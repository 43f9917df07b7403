package io.holdfast.execution;

import io.holdfast.model.Batch;
import io.holdfast.plan.Node;
import io.holdfast.plan.Plan;
import io.holdfast.plan.Wide;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Hands all records of the batch, one partition per task that wrote them, to a function of the job. */
final class TransformHead extends WideHead {

    private final Wide.Transform transform;
    private final List<RowBuffer> buffers;

    TransformHead(
            Node.WideNode node, Wide.Transform transform, List<RowBuffer> buffers, Output next, TaskContext context) {
        super(node, next, context);
        this.transform = transform;
        this.buffers = buffers;
    }

    @Override
    public void run(BatchInput input) throws Exception {
        if (!context.isEvaluated(Plan.slideMillis(node))) {
            return;
        }
        List<List<Object>> partitions = new ArrayList<>();
        for (RowBuffer buffer : buffers) {
            List<Object> partition = new ArrayList<>();
            forEachRow(List.of(buffer), context, (rows, row) -> partition.add(rows.values[row]));
            partitions.add(partition);
        }
        for (List<?> partition : apply(input, partitions).partitions()) {
            for (Object record : partition) {
                next.accept(record);
            }
        }
    }

    private Batch<?> apply(BatchInput input, List<List<Object>> partitions) {
        try {
            Batch<Object> batch =
                    Batch.of(input.batch(), Instant.ofEpochMilli(input.timeMillis()), context.timeline, partitions);
            return java.util.Objects.requireNonNull(transform.function().apply(batch), "the function returned null");
        } catch (Throwable e) {
            throw context.failed(node, e);
        }
    }
}
