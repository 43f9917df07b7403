package io.holdfast.sink.foreach;

import io.holdfast.codec.Codec;
import io.holdfast.failure.UserCodeException;
import io.holdfast.format.Marker;
import io.holdfast.function.VoidFunction;
import io.holdfast.model.Batch;
import io.holdfast.sink.Outbox;
import io.holdfast.sink.Publisher;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decodes outboxes into batches and calls the function. A batch is passed whole or not at all. */
final class ForeachBatchPublisher<T> implements Publisher {

    private final String sink;
    private final VoidFunction<? super Batch<T>> function;
    private final Codec<T> codec;

    ForeachBatchPublisher(String sink, VoidFunction<? super Batch<T>> function, Codec<T> codec) {
        this.sink = sink;
        this.function = function;
        this.codec = codec;
    }

    @Override
    public @Nullable Marker recover() {
        return null;
    }

    @Override
    public void publish(List<Outbox> outboxes, long skipRecords) throws Exception {
        boolean firstIsDone = skipRecords >= outboxes.get(0).records();
        for (Outbox outbox : outboxes.subList(firstIsDone ? 1 : 0, outboxes.size())) {
            Batch<T> batch = decode(outbox);
            try {
                function.apply(batch);
            } catch (Exception e) {
                throw new UserCodeException(
                        "the function of foreachBatch sink " + sink + " failed for " + batch + ": " + e
                                + "; it will be called again with the same batch",
                        e);
            }
        }
    }

    private Batch<T> decode(Outbox outbox) throws Exception {
        List<T> records = new ArrayList<>();
        outbox.visit(0, record -> records.add(codec.decode(record)));
        return Batch.of(
                outbox.batch(), Instant.ofEpochMilli(outbox.batchTimeMillis()), outbox.timeline(), List.of(records));
    }

    @Override
    public void close() {}
}
