package io.holdfast.common;

import java.util.Arrays;

/**
 * Reads what {@link BytesWriter} wrote. Every length is checked against what is left before anything is allocated;
 * a violation throws {@link MalformedBytesException}. Not thread-safe.
 */
public final class BytesReader {

    private byte[] bytes;
    private int position;
    private int limit;

    public BytesReader(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    public BytesReader(byte[] bytes, int offset, int length) {
        this.bytes = bytes;
        reset(bytes, offset, length);
    }

    /** Starts over on other bytes, so that one reader can serve many values. */
    public void reset(byte[] newBytes, int offset, int length) {
        Check.that(
                offset >= 0 && length >= 0 && length <= newBytes.length - offset,
                "range %d+%d outside %d bytes",
                offset,
                length,
                newBytes.length);
        bytes = newBytes;
        position = offset;
        limit = offset + length;
    }

    /** The array read from. */
    public byte[] array() {
        return bytes;
    }

    public int position() {
        return position;
    }

    public int remaining() {
        return limit - position;
    }

    public void skip(int length) {
        need(length);
        position += length;
    }

    public byte readByte() {
        need(1);
        return bytes[position++];
    }

    public byte[] readBytes(int length) {
        need(length);
        position += length;
        return Arrays.copyOfRange(bytes, position - length, position);
    }

    public int readFixedInt() {
        need(4);
        position += 4;
        return getInt(bytes, position - 4);
    }

    public long readFixedLong() {
        need(8);
        position += 8;
        return getLong(bytes, position - 8);
    }

    public int readVarInt() {
        long value = readVarLong();
        if (value >>> 32 != 0) {
            throw new MalformedBytesException("a variable-width integer of more than 32 bits at byte " + position);
        }
        return (int) value;
    }

    /** Reads a length: a variable-width integer that no more than the remaining bytes can satisfy. */
    public int readLength() {
        int length = readVarInt();
        need(length);
        return length;
    }

    public long readVarLong() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte b = readByte();
            if (shift == 63 && b > 1) {
                break;
            }
            value |= (long) (b & 0x7f) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw new MalformedBytesException("a variable-width integer of more than 64 bits at byte " + position);
    }

    public long readZigZag() {
        long value = readVarLong();
        return (value >>> 1) ^ -(value & 1);
    }

    public String readString() {
        int length = readLength();
        position += length;
        return Utf8.decode(bytes, position - length, length);
    }

    /** Gets a big-endian integer from an array. */
    public static int getInt(byte[] source, int offset) {
        return (source[offset] & 0xff) << 24
                | (source[offset + 1] & 0xff) << 16
                | (source[offset + 2] & 0xff) << 8
                | (source[offset + 3] & 0xff);
    }

    /** Gets a big-endian long from an array. */
    public static long getLong(byte[] source, int offset) {
        return (long) getInt(source, offset) << 32 | (getInt(source, offset + 4) & 0xffffffffL);
    }

    private void need(int length) {
        if (length < 0 || length > limit - position) {
            throw new MalformedBytesException("need " + (length & 0xffffffffL) + " bytes at byte " + position
                    + ", only " + (limit - position) + " are left");
        }
    }
}
