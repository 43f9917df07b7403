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
    private final List<List<RowBuffer>> inputs;

    TransformHead(
            Node.WideNode node,
            Wide.Transform transform,
            List<List<RowBuffer>> inputs,
            Output next,
            TaskContext context) {
        super(node, next, context);
        this.transform = transform;
        this.inputs = inputs;
    }

    @Override
    public void run(BatchInput input) throws Exception {
        if (!context.isEvaluated(Plan.slideMillis(node))) {
            return;
        }
        List<Batch<Object>> batches = new ArrayList<>();
        for (List<RowBuffer> buffers : inputs) {
            batches.add(batch(input, buffers));
        }
        for (List<?> partition : apply(batches).partitions()) {
            for (Object record : partition) {
                next.accept(record);
            }
        }
    }

    private Batch<Object> batch(BatchInput input, List<RowBuffer> buffers) throws Exception {
        List<List<Object>> partitions = new ArrayList<>();
        for (RowBuffer buffer : buffers) {
            List<Object> partition = new ArrayList<>();
            forEachRow(List.of(buffer), context, (rows, row) -> partition.add(rows.values[row]));
            partitions.add(partition);
        }
        try {
            return Batch.of(input.batch(), Instant.ofEpochMilli(input.timeMillis()), context.timeline, partitions);
        } catch (NullPointerException e) {
            throw context.failed(node, e);
        }
    }

    private Batch<?> apply(List<Batch<Object>> batches) {
        try {
            return java.util.Objects.requireNonNull(transform.function().apply(batches), "the function returned null");
        } catch (Throwable e) {
            throw context.failed(node, e);
        }
    }
}
