package io.holdfast.sink.print;

import io.holdfast.common.BytesWriter;
import io.holdfast.failure.UserCodeException;
import io.holdfast.sink.OutboxEncoder;

/** Stages the text of a task's first records of a batch; of any further record only that there was one. */
final class PrintEncoder<T> implements OutboxEncoder<T> {

    private final String sink;
    private final int count;
    private int staged;

    PrintEncoder(String sink, int count) {
        this.sink = sink;
        this.count = count;
    }

    @Override
    public void beginBatch() {
        staged = 0;
    }

    @Override
    public void encode(T value, BytesWriter out) {
        if (staged < count) {
            staged++;
            out.writeString(text(value));
        }
    }

    private String text(T value) {
        try {
            return value.toString();
        } catch (RuntimeException e) {
            throw new UserCodeException(
                    "toString of a " + value.getClass().getName() + " failed, which print sink " + sink + " calls: "
                            + e,
                    e);
        }
    }
}
