package io.holdfast.codec;

import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.io.Input;
import com.esotericsoftware.kryo.kryo5.io.Output;
import io.holdfast.failure.UserCodeException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Reads and writes plain objects under one schema: for each of its fields the length and then the value.
 *
 * <p>Kryo's own CompatibleFieldSerializer, which can do something like it, writes the names of all fields with each
 * value, and leaves a field at its default without a word if the stored value is of a class that it does not know or
 * that does not fit. Here the names stand once in the schema, a changed type is refused before anything is read, and
 * the length is only used to pass over fields that the class no longer has. Immutable, so that Kryo instances share it.
 */
final class PlainSerializer extends FieldsSerializer {

    private final Constructor<?> constructor;
    private final List<Optional<Field>> fields = new ArrayList<>();

    PlainSerializer(TypeSchema schema, Constructor<?> constructor, List<Field> members) {
        super(schema);
        this.constructor = constructor;
        for (TypeSchema.Field field : schema.fields()) {
            fields.add(members.stream()
                    .filter(member -> member.getName().equals(field.name()))
                    .findFirst());
        }
    }

    @Override
    Class<?> type() {
        return constructor.getDeclaringClass();
    }

    @Override
    public void write(Kryo kryo, Output output, Object value) {
        for (Optional<Field> field : fields) {
            int start = output.position();
            output.writeByte(0);
            kryo.writeClassAndObject(output, get(field.orElseThrow(), value));
            prefixLength(output, start);
        }
    }

    private static void prefixLength(Output output, int start) {
        int length = output.position() - start - 1;
        if (length < 0x80) {
            output.getBuffer()[start] = (byte) length;
        } else {
            byte[] written = Arrays.copyOfRange(output.getBuffer(), start + 1, output.position());
            output.setPosition(start);
            output.writeVarInt(length, true);
            output.writeBytes(written);
        }
    }

    @Override
    public Object read(Kryo kryo, Input input, Class<? extends Object> type) {
        Object value = newInstance();
        int limit = input.limit();
        for (Optional<Field> field : fields) {
            int end = readEnd(input);
            if (field.isPresent()) {
                input.setLimit(end);
                set(field.get(), value, kryo.readClassAndObject(input));
                input.setLimit(limit);
                requireEnd(input, end, field.get().getName());
            }
            input.setPosition(end);
        }
        return value;
    }

    private Object newInstance() {
        try {
            return constructor.newInstance();
        } catch (ReflectiveOperationException e) {
            throw new UserCodeException("the constructor of class " + schema().name() + " failed: " + e, e);
        }
    }

    private Object get(Field field, Object value) {
        try {
            return field.get(value);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("Holdfast bug: " + field + " is not open", e);
        }
    }

    private void set(Field field, Object value, Object stored) {
        try {
            field.set(value, stored);
        } catch (IllegalArgumentException | NullPointerException e) {
            throw malformed("field " + field + " cannot hold " + stored);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("Holdfast bug: " + field + " is not open", e);
        }
    }
}
