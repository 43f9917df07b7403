package io.holdfast.codec;

import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.KryoException;
import com.esotericsoftware.kryo.kryo5.Registration;
import com.esotericsoftware.kryo.kryo5.Serializer;
import com.esotericsoftware.kryo.kryo5.io.Input;
import com.esotericsoftware.kryo.kryo5.io.Output;
import io.holdfast.common.BytesReader;
import io.holdfast.common.BytesWriter;
import io.holdfast.common.MalformedBytesException;
import io.holdfast.failure.HoldfastException;
import io.holdfast.failure.UserCodeException;
import java.util.List;

/**
 * One Kryo with its buffers. A value that Kryo meets inside a plain object and that is not Kryo's goes back to
 * {@link Types}; if there is again a plain object in that, it gets another session. Not thread-safe; of no use after an
 * exception.
 */
final class KryoSession {

    private static final int INITIAL_BYTES = 256;

    private final Types types;
    private final Kryo kryo;
    private final Output output = new Output(INITIAL_BYTES, -1);
    private final Input input = new Input();
    private final BytesWriter tagged = new BytesWriter(INITIAL_BYTES);
    private final BytesReader reader = new BytesReader(new byte[0]);
    private final Serializer<Object> taggedSerializer = new TaggedSerializer();
    private int outerDepth;

    KryoSession(Types types, List<FieldsSerializer> serializers, List<GoneType> gone) {
        this.types = types;
        kryo = new RegisteredKryo();
        kryo.setRegistrationRequired(true);
        kryo.setReferences(false);
        kryo.setMaxDepth(Types.MAX_DEPTH);
        KryoClasses.register(kryo, taggedSerializer);
        serializers.forEach(
                serializer -> kryo.register(new Registration(serializer.type(), serializer, serializer.id())));
        gone.forEach(type -> kryo.register(new Registration(
                GoneType.class, new GoneSerializer(type), type.schema().id())));
    }

    /** Writes a plain object; the result is valid until the next use. */
    Output write(FieldsSerializer serializer, Object value, int depth) {
        outerDepth = depth;
        output.reset();
        try {
            kryo.writeObject(output, value, serializer);
        } catch (KryoException e) {
            throw new UserCodeException(
                    "cannot write a " + value.getClass().getName()
                            + "; it may refer to itself or be nested more than " + Types.MAX_DEPTH + " deep: "
                            + e.getMessage(),
                    e);
        }
        return output;
    }

    /** Reads what {@link #write} wrote. */
    Object read(FieldsSerializer serializer, byte[] bytes, int start, int length, int depth) {
        outerDepth = depth;
        input.setBuffer(bytes, start, length);
        Object value = readObject(serializer);
        if (input.position() != start + length) {
            throw new MalformedBytesException(
                    "a value of " + serializer.schema().name() + " ends at byte " + input.position() + " instead of "
                            + (start + length));
        }
        return value;
    }

    private Object readObject(FieldsSerializer serializer) {
        try {
            return kryo.readObject(input, serializer.type(), serializer);
        } catch (HoldfastException | MalformedBytesException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new UserCodeException(
                    "cannot read a value of " + serializer.schema().name() + ": " + e, e);
        }
    }

    /** Kryo, except that what it does not know is looked up in {@link Types}. */
    private final class RegisteredKryo extends Kryo {
        @Override
        @SuppressWarnings("rawtypes")
        public Registration getRegistration(Class type) {
            if (getClassResolver().getRegistration(type) == null && types.isLeftByKryo(type)) {
                return KryoClasses.registerTagged(this, type, taggedSerializer);
            }
            return super.getRegistration(type);
        }

        @Override
        protected String unregisteredClassMessage(@SuppressWarnings("rawtypes") Class type) {
            throw Unregistered.failure(type);
        }
    }

    private final class TaggedSerializer extends Serializer<Object> {
        @Override
        public void write(Kryo kryo, Output to, Object value) {
            tagged.reset();
            types.write(value, tagged, outerDepth + kryo.getDepth());
            to.writeBytes(tagged.array(), 0, tagged.size());
        }

        @Override
        public Object read(Kryo kryo, Input from, Class<? extends Object> type) {
            reader.reset(from.getBuffer(), from.position(), from.limit() - from.position());
            Object value = types.read(reader, outerDepth + kryo.getDepth());
            from.setPosition(reader.position());
            if (value == null) {
                throw new MalformedBytesException("null where a value was written before byte " + reader.position());
            }
            return value;
        }
    }

    private static final class GoneSerializer extends Serializer<Object> {

        private final GoneType type;

        GoneSerializer(GoneType type) {
            this.type = type;
        }

        @Override
        public void write(Kryo kryo, Output to, Object value) {
            throw type.failure();
        }

        @Override
        public Object read(Kryo kryo, Input from, Class<? extends Object> ignored) {
            throw type.failure();
        }
    }
}
