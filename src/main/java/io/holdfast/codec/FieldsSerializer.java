package io.holdfast.codec;

import com.esotericsoftware.kryo.kryo5.Serializer;
import com.esotericsoftware.kryo.kryo5.io.Input;
import io.holdfast.common.MalformedBytesException;

/** Plain objects under one schema, as they are stored: for each field its length and then the value. */
abstract class FieldsSerializer extends Serializer<Object> {

    private final TypeSchema schema;

    FieldsSerializer(TypeSchema schema) {
        this.schema = schema;
    }

    final int id() {
        return schema.id();
    }

    final TypeSchema schema() {
        return schema;
    }

    /** What Kryo takes the class of the values for. */
    abstract Class<?> type();

    /** Reads the length of a field; returns where the field ends. */
    final int readEnd(Input input) {
        int length = input.readVarInt(true);
        int end = input.position() + length;
        if (length < 0 || end > input.limit() || end < 0) {
            throw malformed("a field of " + length + " bytes reaches over the end");
        }
        return end;
    }

    final void requireEnd(Input input, int end, String field) {
        if (input.position() != end) {
            throw malformed("field " + field + " was not read to its end");
        }
    }

    final MalformedBytesException malformed(String what) {
        return new MalformedBytesException("in a value of class " + schema.name() + ": " + what);
    }
}
