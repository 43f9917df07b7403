package io.holdfast.codec;

import io.holdfast.common.BytesReader;
import io.holdfast.common.BytesWriter;
import io.holdfast.common.MalformedBytesException;
import io.holdfast.failure.HoldfastException;
import io.holdfast.failure.UserCodeException;
import java.lang.reflect.Modifier;
import java.util.List;

/**
 * A type with a codec that the job brought. The payload carries its length, so that the codec can neither read nor
 * miss bytes of what follows.
 */
final class CustomType extends RegisteredType {

    private final Codec<Object> codec;

    @SuppressWarnings("unchecked") // it only ever sees instances of its type
    <T> CustomType(Class<T> type, Codec<T> codec) {
        super(type);
        this.codec = (Codec<Object>) codec;
    }

    @Override
    String kind() {
        return "custom";
    }

    @Override
    List<TypeSchema.Field> fields() {
        return List.of();
    }

    @Override
    TypeEntry entry(Types types, DeclaredTypes declared, List<TypeSchema> schemas) {
        int id = idIn(schemas);
        KeyCheck keyCheck = codec.canonical()
                ? KeyCheck.ANY
                : new KeyCheck.Refusal("its codec " + codec.getClass().getName()
                        + " does not promise equal bytes for equal values; if it can, override Codec.canonical()");
        return new TypeEntry((value, out, depth) -> write(id, value, out), keyCheck, codec.immutable());
    }

    /** Whether it writes instances of the class: a codec of an interface or abstract class is one for all below it. */
    boolean takes(Class<?> other) {
        return other == type() || (Modifier.isAbstract(type().getModifiers()) && type().isAssignableFrom(other));
    }

    private void write(int id, Object value, BytesWriter out) {
        out.writeVarInt(id);
        int start = out.size();
        out.writeByte(0);
        try {
            codec.encode(value, out);
        } catch (RuntimeException e) {
            throw failure("write", e);
        }
        Lengths.prefix(out, start);
    }

    @Override
    ValueReader reader(Types types, TypeSchema schema) {
        return new ValueReader() {
            @Override
            public Object read(BytesReader in, int depth) {
                int length = in.readLength();
                BytesReader payload = new BytesReader(in.array(), in.position(), length);
                in.skip(length);
                return decode(payload);
            }

            @Override
            public void skip(BytesReader in, int depth) {
                in.skip(in.readLength());
            }
        };
    }

    private Object decode(BytesReader payload) {
        Object value;
        try {
            value = codec.decode(payload);
        } catch (RuntimeException e) {
            throw failure("read", e);
        }
        if (payload.remaining() > 0) {
            throw new MalformedBytesException("the codec of " + name() + " left " + payload.remaining()
                    + " bytes unread before byte " + (payload.position() + payload.remaining()));
        }
        if (!type().isInstance(value)) {
            throw new UserCodeException("the codec of " + name() + " gave " + value + " instead of an instance of it");
        }
        return value;
    }

    private RuntimeException failure(String what, RuntimeException cause) {
        if (cause instanceof MalformedBytesException || cause instanceof HoldfastException) {
            return cause;
        }
        return new UserCodeException(
                "codec " + codec.getClass().getName() + " failed to " + what + " a " + name() + ": " + cause, cause);
    }
}
