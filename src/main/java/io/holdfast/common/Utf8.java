package io.holdfast.common;

import java.nio.charset.StandardCharsets;

/**
 * UTF-8 that loses nothing: Java's own encoder turns an unpaired surrogate into a question mark, and its decoder turns
 * damage into replacement characters, both without a word. Here a surrogate without its other half has the three bytes
 * that its code point would have, and damage is an exception. A string has exactly one form.
 */
final class Utf8 {

    private static final char REPLACEMENT = '\uFFFD';

    private Utf8() {}

    /** How many bytes the form of a string has. */
    static int length(String value) {
        long length = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < 0x80) {
                length++;
            } else if (c < 0x800) {
                length += 2;
            } else if (isPairAt(value, i)) {
                length += 4;
                i++;
            } else {
                length += 3;
            }
        }
        if (length > Integer.MAX_VALUE) {
            throw new IllegalStateException("cannot hold a string of " + length + " bytes in one buffer");
        }
        return (int) length;
    }

    private static boolean isPairAt(String value, int index) {
        return Character.isHighSurrogate(value.charAt(index))
                && index + 1 < value.length()
                && Character.isLowSurrogate(value.charAt(index + 1));
    }

    /** Puts the form of a string into an array that has room for it. */
    static void encode(String value, byte[] target, int offset) {
        int at = offset;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < 0x80) {
                target[at++] = (byte) c;
            } else if (c < 0x800) {
                target[at++] = (byte) (0xc0 | (c >> 6));
                target[at++] = continuation(c);
            } else if (isPairAt(value, i)) {
                int point = value.codePointAt(i++);
                target[at++] = (byte) (0xf0 | (point >> 18));
                target[at++] = continuation(point >> 12);
                target[at++] = continuation(point >> 6);
                target[at++] = continuation(point);
            } else {
                target[at++] = (byte) (0xe0 | (c >> 12));
                target[at++] = continuation(c >> 6);
                target[at++] = continuation(c);
            }
        }
    }

    private static byte continuation(int bits) {
        return (byte) (0x80 | (bits & 0x3f));
    }

    /** The string of a form. Throws {@link MalformedBytesException} if the bytes are not the form of any. */
    static String decode(byte[] source, int offset, int length) {
        String decoded = new String(source, offset, length, StandardCharsets.UTF_8);
        // A replacement character may be one that was written, an unpaired surrogate, or damage.
        return decoded.indexOf(REPLACEMENT) < 0 ? decoded : decodeStrictly(source, offset, length);
    }

    private static String decodeStrictly(byte[] source, int offset, int length) {
        StringBuilder decoded = new StringBuilder(length);
        int end = offset + length;
        for (int at = offset; at < end; ) {
            int width = width(source[at]);
            if (width == 0 || width > end - at) {
                throw new MalformedBytesException("no UTF-8 at byte " + at);
            }
            int point = width == 1 ? source[at] : source[at] & (0x7f >> width);
            for (int i = 1; i < width; i++) {
                if ((source[at + i] & 0xc0) != 0x80) {
                    throw new MalformedBytesException("no UTF-8 at byte " + (at + i));
                }
                point = (point << 6) | (source[at + i] & 0x3f);
            }
            at += width;
            append(decoded, point, width, at);
        }
        return decoded.toString();
    }

    /** How many bytes a form that starts with this one has; zero if none does. */
    private static int width(byte first) {
        int ones = Integer.numberOfLeadingZeros(~((int) first << 24));
        return switch (ones) {
            case 0 -> 1;
            case 2, 3, 4 -> ones;
            default -> 0;
        };
    }

    private static void append(StringBuilder decoded, int point, int width, int position) {
        int least = width == 1 ? 0 : width == 2 ? 0x80 : width == 3 ? 0x800 : 0x10000;
        boolean splitPair = point <= Character.MAX_VALUE
                && Character.isLowSurrogate((char) point)
                && decoded.length() > 0
                && width == 3
                && endsInUnpairedHighSurrogate(decoded);
        if (point < least || point > Character.MAX_CODE_POINT || splitPair) {
            throw new MalformedBytesException("no UTF-8 before byte " + position);
        }
        decoded.appendCodePoint(point);
    }

    /** A pair is always written whole, so a high surrogate at the end came alone. */
    private static boolean endsInUnpairedHighSurrogate(StringBuilder decoded) {
        return Character.isHighSurrogate(decoded.charAt(decoded.length() - 1));
    }
}
