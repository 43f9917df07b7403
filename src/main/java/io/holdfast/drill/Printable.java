package io.holdfast.drill;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Bytes of keys, values and records for people: as text where they are text, else with their text in it. */
final class Printable {

    private static final int BYTES_MAX = 200;

    private Printable() {}

    static String of(byte[] bytes) {
        int length = Math.min(bytes.length, BYTES_MAX);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            char c = (char) (bytes[i] & 0xff);
            if (c >= ' ' && c < 0x7f) {
                text.append(c);
            } else {
                text.append("\\x").append(HexFormat.of().toHexDigits(bytes[i]));
            }
        }
        return length < bytes.length ? text + "... (" + bytes.length + " bytes)" : text.toString();
    }

    /** A text that is not longer than bytes would be shown. */
    static String shortened(String text) {
        return text.length() <= BYTES_MAX
                ? text
                : text.substring(0, BYTES_MAX) + "... (" + text.length() + " characters)";
    }

    /** The whole record as a line of text if it is one, as hexadecimal digits if not. */
    static String line(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            if (text.chars().noneMatch(c -> Character.isISOControl(c) && c != '\t')) {
                return text;
            }
        } catch (CharacterCodingException e) {
            // Not text.
        }
        return HexFormat.of().formatHex(bytes);
    }
}
