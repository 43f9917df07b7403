package io.holdfast.independent;

import java.math.BigInteger;

/** Numbers, strings and bytes of the page, one after the other. */
final class Cursor {

    private final byte[] bytes;
    private int at;

    Cursor(byte[] bytes) {
        this.bytes = bytes;
    }

    boolean hasMore() {
        return at < bytes.length;
    }

    int one() {
        return bytes[at++] & 0xff;
    }

    /** Big-endian. */
    long fixed(int length) {
        long value = 0;
        for (int i = 0; i < length; i++) {
            value = value << 8 | one();
        }
        return value;
    }

    /** Unsigned LEB128. */
    long varint() {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            int next = one();
            value |= (long) (next & 0x7f) << shift;
            if (next < 0x80) {
                return value;
            }
        }
    }

    long zigzag() {
        long value = varint();
        return value >>> 1 ^ -(value & 1);
    }

    byte[] take(long length) {
        byte[] taken = new byte[Math.toIntExact(length)];
        System.arraycopy(bytes, at, taken, 0, taken.length);
        at += taken.length;
        return taken;
    }

    byte[] rest() {
        return take(bytes.length - at);
    }

    byte[] bytes() {
        return take(varint());
    }

    BigInteger bigInteger() {
        return new BigInteger(bytes());
    }

    /** UTF-8, in which a lone surrogate has three bytes. */
    String string() {
        Cursor in = new Cursor(bytes());
        StringBuilder text = new StringBuilder();
        while (in.hasMore()) {
            text.appendCodePoint(in.codePoint());
        }
        return text.toString();
    }

    private int codePoint() {
        int first = one();
        if (first < 0x80) {
            return first;
        }
        int following = first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
        int code = first & 0x3f >> following;
        for (int i = 0; i < following; i++) {
            code = code << 6 | one() & 0x3f;
        }
        return code;
    }
}
