package io.holdfast.codec;

import io.holdfast.common.BytesReader;
import io.holdfast.common.BytesWriter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Values to bytes and back, for tests. */
final class Bytes {

    private Bytes() {}

    static byte[] of(Types types, @Nullable Object value) {
        BytesWriter out = new BytesWriter(16);
        types.encode(value, out);
        return out.toByteArray();
    }

    static byte[] ofKey(Types types, Object key) {
        BytesWriter out = new BytesWriter(16);
        types.encodeKey(key, out);
        return out.toByteArray();
    }

    static @Nullable Object read(Types types, byte[] bytes) {
        BytesReader in = new BytesReader(bytes);
        Object value = types.decode(in);
        if (in.remaining() > 0) {
            throw new AssertionError(in.remaining() + " bytes were not read");
        }
        return value;
    }

    static Object readNonNull(Types types, byte[] bytes) {
        return Objects.requireNonNull(read(types, bytes));
    }

    /** What a value comes back as. */
    static @Nullable Object again(Types types, @Nullable Object value) {
        return read(types, of(types, value));
    }
}
