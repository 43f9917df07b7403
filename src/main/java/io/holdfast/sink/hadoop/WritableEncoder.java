package io.holdfast.sink.hadoop;

import io.holdfast.common.BytesWriter;
import io.holdfast.failure.UserCodeException;
import io.holdfast.function.Function1;
import io.holdfast.sink.OutboxEncoder;
import org.apache.hadoop.io.DataOutputBuffer;
import org.apache.hadoop.io.Writable;

/** Keeps a record as the bytes of its key and of its value. */
final class WritableEncoder<T, K extends Writable, V extends Writable> implements OutboxEncoder<T> {

    private final String sink;
    private final WritableClass<K> keys;
    private final Function1<? super T, ? extends K> keyOf;
    private final WritableClass<V> values;
    private final Function1<? super T, ? extends V> valueOf;
    private final DataOutputBuffer buffer = new DataOutputBuffer();

    WritableEncoder(
            String sink,
            WritableClass<K> keys,
            Function1<? super T, ? extends K> keyOf,
            WritableClass<V> values,
            Function1<? super T, ? extends V> valueOf) {
        this.sink = sink;
        this.keys = keys;
        this.keyOf = keyOf;
        this.values = values;
        this.valueOf = valueOf;
    }

    @Override
    public void encode(T record, BytesWriter out) throws Exception {
        keys.write(part(keys, keyOf, record), buffer, out, sink);
        values.write(part(values, valueOf, record), buffer, out, sink);
    }

    private <W extends Writable> Writable part(WritableClass<W> type, Function1<? super T, ? extends W> of, T record) {
        try {
            return of.apply(record);
        } catch (Exception e) {
            throw new UserCodeException(
                    "the function for the " + type.part() + " of Hadoop file sink " + sink + " failed: " + e, e);
        }
    }
}
