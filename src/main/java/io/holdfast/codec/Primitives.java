package io.holdfast.codec;

import io.holdfast.common.BytesReader;
import io.holdfast.common.BytesWriter;
import io.holdfast.common.MalformedBytesException;

/**
 * The forms of primitive components inside a record: no tag, no boxing. Whole numbers and chars are zigzag, whatever
 * their width, so that a widened component reads what was written before.
 */
final class Primitives {

    private Primitives() {}

    static void write(boolean value, BytesWriter out) {
        out.writeByte(value ? 1 : 0);
    }

    static void write(long value, BytesWriter out) {
        out.writeZigZag(value);
    }

    static void write(float value, BytesWriter out) {
        out.writeFixedInt(Float.floatToIntBits(value));
    }

    static void write(double value, BytesWriter out) {
        out.writeFixedLong(Double.doubleToLongBits(value));
    }

    static boolean readBoolean(BytesReader in) {
        byte value = in.readByte();
        if (value != 0 && value != 1) {
            throw new MalformedBytesException("a boolean is 0 or 1, found " + value + " before byte " + in.position());
        }
        return value == 1;
    }

    static byte readByte(BytesReader in) {
        return (byte) readWithin(in, Byte.MIN_VALUE, Byte.MAX_VALUE);
    }

    static short readShort(BytesReader in) {
        return (short) readWithin(in, Short.MIN_VALUE, Short.MAX_VALUE);
    }

    static char readChar(BytesReader in) {
        return (char) readWithin(in, Character.MIN_VALUE, Character.MAX_VALUE);
    }

    static int readInt(BytesReader in) {
        return (int) readWithin(in, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    static long readLong(BytesReader in) {
        return in.readZigZag();
    }

    static float readFloat(BytesReader in) {
        return Float.intBitsToFloat(in.readFixedInt());
    }

    static double readDouble(BytesReader in) {
        return Double.longBitsToDouble(in.readFixedLong());
    }

    private static long readWithin(BytesReader in, long least, long greatest) {
        long value = in.readZigZag();
        if (value < least || value > greatest) {
            throw new MalformedBytesException("expected a number from " + least + " to " + greatest + ", found " + value
                    + " before byte " + in.position());
        }
        return value;
    }
}
