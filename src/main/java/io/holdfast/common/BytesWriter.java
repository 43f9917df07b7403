package io.holdfast.common;

import java.util.Arrays;

/**
 * A growing byte array. Fixed-width numbers are big-endian; variable-width ones are unsigned LEB128, signed values
 * zigzag first. Made to be reused: {@link #reset()} keeps the array. Not thread-safe.
 */
public final class BytesWriter {

    /** The longest array that every JVM can allocate. */
    private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

    private byte[] bytes;
    private int size;

    public BytesWriter(int initialCapacity) {
        bytes = new byte[Math.max(16, initialCapacity)];
    }

    /** The array written to; valid up to {@link #size()} and only until the next write. */
    public byte[] array() {
        return bytes;
    }

    public int size() {
        return size;
    }

    public void reset() {
        size = 0;
    }

    /** Forgets everything written after the given size. */
    public void truncate(int newSize) {
        Check.that(newSize >= 0 && newSize <= size, "cannot truncate %d bytes to %d", size, newSize);
        size = newSize;
    }

    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    public void writeByte(int value) {
        ensure(1);
        bytes[size++] = (byte) value;
    }

    public void writeBytes(byte[] source) {
        writeBytes(source, 0, source.length);
    }

    public void writeBytes(byte[] source, int offset, int length) {
        ensure(length);
        System.arraycopy(source, offset, bytes, size, length);
        size += length;
    }

    public void writeFixedInt(int value) {
        ensure(4);
        putInt(bytes, size, value);
        size += 4;
    }

    public void writeFixedLong(long value) {
        ensure(8);
        putLong(bytes, size, value);
        size += 8;
    }

    /** Writes an unsigned value of up to 32 bits in one to five bytes. */
    public void writeVarInt(int value) {
        ensure(5);
        while ((value & ~0x7f) != 0) {
            bytes[size++] = (byte) (value | 0x80);
            value >>>= 7;
        }
        bytes[size++] = (byte) value;
    }

    /** Writes an unsigned value of up to 64 bits in one to ten bytes. */
    public void writeVarLong(long value) {
        ensure(10);
        while ((value & ~0x7fL) != 0) {
            bytes[size++] = (byte) (value | 0x80);
            value >>>= 7;
        }
        bytes[size++] = (byte) value;
    }

    /** Writes a signed value so that small magnitudes take few bytes. */
    public void writeZigZag(long value) {
        writeVarLong((value << 1) ^ (value >> 63));
    }

    /**
     * Writes the length of the UTF-8 form as a variable-width integer, then the form. Every string comes back as it was:
     * an unpaired surrogate, which UTF-8 has no form for, is written as if it were a character.
     */
    public void writeString(String value) {
        int start = size;
        int length = value.length();
        if (length < 128) {
            ensure(length + 1);
            size++;
            for (int i = 0; i < length; i++) {
                char c = value.charAt(i);
                if (c >= 0x80) {
                    size = start;
                    writeEncoded(value);
                    return;
                }
                bytes[size++] = (byte) c;
            }
            bytes[start] = (byte) length;
        } else {
            writeEncoded(value);
        }
    }

    private void writeEncoded(String value) {
        int length = Utf8.length(value);
        writeVarInt(length);
        ensure(length);
        Utf8.encode(value, bytes, size);
        size += length;
    }

    /** Puts a big-endian integer into an array. */
    public static void putInt(byte[] target, int offset, int value) {
        target[offset] = (byte) (value >>> 24);
        target[offset + 1] = (byte) (value >>> 16);
        target[offset + 2] = (byte) (value >>> 8);
        target[offset + 3] = (byte) value;
    }

    /** Puts a big-endian long into an array. */
    public static void putLong(byte[] target, int offset, long value) {
        putInt(target, offset, (int) (value >>> 32));
        putInt(target, offset + 4, (int) value);
    }

    private void ensure(int more) {
        if (more > bytes.length - size) {
            grow(more);
        }
    }

    private void grow(int more) {
        long needed = (long) size + more;
        if (needed > MAX_ARRAY) {
            throw new IllegalStateException(
                    "cannot hold " + needed + " bytes in one buffer; the limit is " + MAX_ARRAY);
        }
        bytes = Arrays.copyOf(bytes, (int) Math.min(MAX_ARRAY, Math.max(needed, bytes.length * 2L)));
    }
}
