package io.holdfast.drill;

import io.holdfast.sink.OutboxEncoder;
import io.holdfast.sink.Publisher;
import io.holdfast.sink.Sink;
import io.holdfast.sink.SinkContext;
import java.util.function.BiFunction;

/** A sink of the job, itself in everything but where its output goes. */
final class RecordedSink implements Sink<Object> {

    private static final long serialVersionUID = 1L;

    private final Sink<Object> original;
    private final transient BiFunction<Sink<Object>, SinkContext, Publisher> publishers;

    RecordedSink(Sink<Object> original, BiFunction<Sink<Object>, SinkContext, Publisher> publishers) {
        this.original = original;
        this.publishers = publishers;
    }

    @Override
    public String kind() {
        return original.kind();
    }

    @Override
    public String target() {
        return original.target();
    }

    @Override
    public boolean keepsMarker() {
        return original.keepsMarker();
    }

    @Override
    public OutboxEncoder<Object> encoder(SinkContext context) {
        return original.encoder(context);
    }

    @Override
    public Publisher publisher(SinkContext context) {
        return publishers.apply(original, context);
    }
}
