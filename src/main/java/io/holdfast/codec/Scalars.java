package io.holdfast.codec;

import io.holdfast.common.BytesReader;
import io.holdfast.common.BytesWriter;
import io.holdfast.common.MalformedBytesException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.UUID;

/** Numbers, text, and arrays of primitives. */
final class Scalars {

    private Scalars() {}

    static void addTo(TypeTable table) {
        addWholeNumbers(table);
        addOtherNumbers(table);
        addText(table);
        addArrays(table);
    }

    private static void addWholeNumbers(TypeTable table) {
        table.scalar(
                Tag.BYTE,
                Byte.class,
                (value, out, depth) -> {
                    out.writeByte(Tag.BYTE);
                    out.writeByte((Byte) value);
                },
                (in, depth) -> in.readByte());
        table.scalar(
                Tag.SHORT,
                Short.class,
                (value, out, depth) -> {
                    out.writeByte(Tag.SHORT);
                    out.writeZigZag((Short) value);
                },
                (in, depth) -> Primitives.readShort(in));
        table.scalar(
                Tag.INTEGER,
                Integer.class,
                (value, out, depth) -> {
                    out.writeByte(Tag.INTEGER);
                    out.writeZigZag((Integer) value);
                },
                (in, depth) -> Primitives.readInt(in));
        table.scalar(
                Tag.LONG,
                Long.class,
                (value, out, depth) -> {
                    out.writeByte(Tag.LONG);
                    out.writeZigZag((Long) value);
                },
                (in, depth) -> in.readZigZag());
        table.scalar(
                Tag.BIG_INTEGER,
                BigInteger.class,
                (value, out, depth) -> {
                    out.writeByte(Tag.BIG_INTEGER);
                    writeBigInteger((BigInteger) value, out);
                },
                (in, depth) -> readBigInteger(in));
    }

    private static void addOtherNumbers(TypeTable table) {
        table.scalar(
                Tag.FALSE,
                Boolean.class,
                (value, out, depth) -> out.writeByte((Boolean) value ? Tag.TRUE : Tag.FALSE),
                (in, depth) -> false);
        table.reader(Tag.TRUE, (in, depth) -> true);
        table.scalar(
                Tag.FLOAT,
                Float.class,
                (value, out, depth) -> {
                    out.writeByte(Tag.FLOAT);
                    Primitives.write((float) (Float) value, out);
                },
                (in, depth) -> Primitives.readFloat(in));
        table.scalar(
                Tag.DOUBLE,
                Double.class,
                (value, out, depth) -> {
                    out.writeByte(Tag.DOUBLE);
                    Primitives.write((double) (Double) value, out);
                },
                (in, depth) -> Primitives.readDouble(in));
        table.scalar(
                Tag.BIG_DECIMAL,
                BigDecimal.class,
                (value, out, depth) -> {
                    out.writeByte(Tag.BIG_DECIMAL);
                    out.writeZigZag(((BigDecimal) value).scale());
                    writeBigInteger(((BigDecimal) value).unscaledValue(), out);
                },
                (in, depth) -> {
                    int scale = Primitives.readInt(in);
                    return new BigDecimal(readBigInteger(in), scale);
                });
    }

    private static void addText(TypeTable table) {
        table.scalar(
                Tag.CHARACTER,
                Character.class,
                (value, out, depth) -> {
                    out.writeByte(Tag.CHARACTER);
                    out.writeVarInt((Character) value);
                },
                (in, depth) -> readCharacter(in));
        table.scalar(
                Tag.STRING,
                String.class,
                (value, out, depth) -> {
                    out.writeByte(Tag.STRING);
                    out.writeString((String) value);
                },
                (in, depth) -> in.readString());
        table.scalar(
                Tag.UUID,
                UUID.class,
                (value, out, depth) -> {
                    out.writeByte(Tag.UUID);
                    out.writeFixedLong(((UUID) value).getMostSignificantBits());
                    out.writeFixedLong(((UUID) value).getLeastSignificantBits());
                },
                (in, depth) -> new UUID(in.readFixedLong(), in.readFixedLong()));
    }

    private static void addArrays(TypeTable table) {
        table.array(
                Tag.BYTES,
                byte[].class,
                (value, out, depth) -> {
                    out.writeByte(Tag.BYTES);
                    out.writeVarInt(((byte[]) value).length);
                    out.writeBytes((byte[]) value);
                },
                (in, depth) -> in.readBytes(in.readVarInt()));
        table.array(
                Tag.INTS,
                int[].class,
                (value, out, depth) -> {
                    out.writeByte(Tag.INTS);
                    out.writeVarInt(((int[]) value).length);
                    for (int element : (int[]) value) {
                        out.writeFixedInt(element);
                    }
                },
                (in, depth) -> {
                    int[] array = new int[readCount(in, Integer.BYTES)];
                    for (int i = 0; i < array.length; i++) {
                        array[i] = in.readFixedInt();
                    }
                    return array;
                });
        table.array(
                Tag.LONGS,
                long[].class,
                (value, out, depth) -> {
                    out.writeByte(Tag.LONGS);
                    out.writeVarInt(((long[]) value).length);
                    for (long element : (long[]) value) {
                        out.writeFixedLong(element);
                    }
                },
                (in, depth) -> {
                    long[] array = new long[readCount(in, Long.BYTES)];
                    for (int i = 0; i < array.length; i++) {
                        array[i] = in.readFixedLong();
                    }
                    return array;
                });
        table.array(
                Tag.DOUBLES,
                double[].class,
                (value, out, depth) -> {
                    out.writeByte(Tag.DOUBLES);
                    out.writeVarInt(((double[]) value).length);
                    for (double element : (double[]) value) {
                        Primitives.write(element, out);
                    }
                },
                (in, depth) -> {
                    double[] array = new double[readCount(in, Double.BYTES)];
                    for (int i = 0; i < array.length; i++) {
                        array[i] = Primitives.readDouble(in);
                    }
                    return array;
                });
    }

    /** Reads how many elements follow, of which each takes at least so many bytes. */
    static int readCount(BytesReader in, int elementBytes) {
        int count = in.readVarInt();
        if (count < 0 || count > in.remaining() / elementBytes) {
            throw new MalformedBytesException((count & 0xffffffffL) + " elements cannot follow at byte " + in.position()
                    + ", only " + in.remaining() + " bytes are left");
        }
        return count;
    }

    private static char readCharacter(BytesReader in) {
        int unit = in.readVarInt();
        if (unit < 0 || unit > Character.MAX_VALUE) {
            throw new MalformedBytesException("a character has 16 bits, found " + (unit & 0xffffffffL));
        }
        return (char) unit;
    }

    private static void writeBigInteger(BigInteger value, BytesWriter out) {
        byte[] bytes = value.toByteArray();
        out.writeVarInt(bytes.length);
        out.writeBytes(bytes);
    }

    private static BigInteger readBigInteger(BytesReader in) {
        int length = in.readLength();
        if (length == 0) {
            throw new MalformedBytesException(
                    "a big integer has at least one byte, found none at byte " + in.position());
        }
        BigInteger value = bigInteger(in.array(), in.position(), length);
        in.skip(length);
        return value;
    }

    private static BigInteger bigInteger(byte[] bytes, int offset, int length) {
        try {
            return new BigInteger(bytes, offset, length);
        } catch (ArithmeticException e) {
            throw new MalformedBytesException("a big integer of " + length + " bytes is beyond what Java can hold");
        }
    }
}
