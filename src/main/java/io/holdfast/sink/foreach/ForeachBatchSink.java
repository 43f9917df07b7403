package io.holdfast.sink.foreach;

import io.holdfast.codec.Codec;
import io.holdfast.codec.Types;
import io.holdfast.common.BytesReader;
import io.holdfast.common.BytesWriter;
import io.holdfast.function.VoidFunction;
import io.holdfast.model.Batch;
import io.holdfast.sink.OutboxEncoder;
import io.holdfast.sink.Publisher;
import io.holdfast.sink.Sink;
import io.holdfast.sink.SinkContext;
import java.util.Objects;

/**
 * Calls a function with each batch that has records, in order, after the batch is committed.
 *
 * <p>At least once: after a crash the function may be called again with a batch that it has seen. Timeline, id and
 * records are then exactly those of the first call, so a function that stores its result together with timeline and id
 * can tell, and make it exactly once. The records of one batch are held in memory, as one partition; their type must
 * be registered.
 *
 * @param <T> the type of records it takes
 */
public final class ForeachBatchSink<T> implements Sink<T> {

    private final VoidFunction<? super Batch<T>> function;

    private ForeachBatchSink(VoidFunction<? super Batch<T>> function) {
        this.function = Objects.requireNonNull(function);
    }

    /** A sink that calls this function. */
    public static <T> ForeachBatchSink<T> of(VoidFunction<? super Batch<T>> function) {
        return new ForeachBatchSink<>(function);
    }

    @Override
    public String kind() {
        return "foreachBatch";
    }

    @Override
    public String target() {
        return "a function of the job";
    }

    @Override
    public boolean keepsMarker() {
        return false;
    }

    @Override
    public OutboxEncoder<T> encoder(SinkContext context) {
        TaggedCodec<T> codec = new TaggedCodec<>(context.types());
        String refusal = "foreachBatch '" + context.sink() + "' takes no null records: filter them out before it";
        return (value, out) -> codec.encode(Objects.requireNonNull(value, refusal), out);
    }

    @Override
    public Publisher publisher(SinkContext context) {
        return new ForeachBatchPublisher<>(context.sink(), function, new TaggedCodec<>(context.types()));
    }

    /** Values with the tag of their type. */
    private record TaggedCodec<T>(Types types) implements Codec<T> {

        @Override
        public void encode(T value, BytesWriter out) {
            types.encode(value, out);
        }

        /** The cast is checked by nobody: the outbox holds what {@link #encode} of the same sink wrote. */
        @Override
        @SuppressWarnings({"unchecked", "NullAway"})
        public T decode(BytesReader in) {
            return (T) types.decode(in);
        }
    }
}
