package io.holdfast.codec;

import io.holdfast.common.BytesReader;
import org.jspecify.annotations.Nullable;

/** The primitive types by the name that stands in a schema: for components whose class has changed since. */
enum Primitive {
    BOOLEAN("boolean"),
    BYTE("byte"),
    SHORT("short"),
    CHAR("char"),
    INT("int"),
    LONG("long"),
    FLOAT("float"),
    DOUBLE("double");

    private final String typeName;

    Primitive(String typeName) {
        this.typeName = typeName;
    }

    /** Null if the name is that of a reference type. */
    static @Nullable Primitive named(String typeName) {
        for (Primitive primitive : values()) {
            if (primitive.typeName.equals(typeName)) {
                return primitive;
            }
        }
        return null;
    }

    /** Whether every value of this type has an equal one of the other, wider one. */
    boolean widensTo(Primitive wider) {
        return switch (this) {
            case BYTE -> wider == SHORT || wider == INT || wider == LONG;
            case SHORT -> wider == INT || wider == LONG;
            case INT -> wider == LONG;
            case FLOAT -> wider == DOUBLE;
            case BOOLEAN, CHAR, LONG, DOUBLE -> false;
        };
    }

    Object read(BytesReader in) {
        return switch (this) {
            case BOOLEAN -> Primitives.readBoolean(in);
            case BYTE -> Primitives.readByte(in);
            case SHORT -> Primitives.readShort(in);
            case CHAR -> Primitives.readChar(in);
            case INT -> Primitives.readInt(in);
            case LONG -> Primitives.readLong(in);
            case FLOAT -> Primitives.readFloat(in);
            case DOUBLE -> Primitives.readDouble(in);
        };
    }

    /** What a component has that was not yet there when the value was written. */
    Object zero() {
        return switch (this) {
            case BOOLEAN -> false;
            case BYTE -> (byte) 0;
            case SHORT -> (short) 0;
            case CHAR -> (char) 0;
            case INT -> 0;
            case LONG -> 0L;
            case FLOAT -> 0f;
            case DOUBLE -> 0d;
        };
    }

    /** The value of a type that widens to this one, or of this type, as this type. */
    Object widen(Object value) {
        return switch (this) {
            case SHORT -> ((Number) value).shortValue();
            case INT -> ((Number) value).intValue();
            case LONG -> ((Number) value).longValue();
            case DOUBLE -> ((Number) value).doubleValue();
            case BOOLEAN, BYTE, CHAR, FLOAT -> value;
        };
    }
}
