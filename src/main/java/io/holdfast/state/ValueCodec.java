package io.holdfast.state;

import io.holdfast.codec.Types;
import io.holdfast.common.BytesReader;
import io.holdfast.common.BytesWriter;
import io.holdfast.common.MalformedBytesException;

/** Values of state to bytes and back, as {@link Types} does it. */
public interface ValueCodec {

    void encode(Object value, BytesWriter out);

    Object decode(BytesReader in);

    /** Whether a reference to the value can be shared. */
    boolean isImmutable(Object value);

    /** The codec of a job's types. */
    static ValueCodec of(Types types) {
        return new ValueCodec() {
            @Override
            public void encode(Object value, BytesWriter out) {
                types.encode(value, out);
            }

            @Override
            public Object decode(BytesReader in) {
                Object value = types.decode(in);
                if (value == null) {
                    throw new MalformedBytesException("a stored value of state is null");
                }
                return value;
            }

            @Override
            public boolean isImmutable(Object value) {
                return types.isImmutable(value);
            }
        };
    }
}
