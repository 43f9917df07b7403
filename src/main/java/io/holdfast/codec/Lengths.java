package io.holdfast.codec;

import io.holdfast.common.BytesWriter;
import io.holdfast.failure.UserCodeException;
import java.util.Arrays;

/** Lengths in front of payloads that are only known when the payload is there. */
final class Lengths {

    private Lengths() {}

    /**
     * Puts the length of a payload before it.
     *
     * @param start where one byte was left free for the length; the payload is everything after it
     */
    static void prefix(BytesWriter out, int start) {
        int length = out.size() - start - 1;
        if (length < 0) {
            throw new UserCodeException("a codec removed bytes that it had not written");
        }
        if (length < 0x80) {
            out.array()[start] = (byte) length;
        } else {
            byte[] payload = Arrays.copyOfRange(out.array(), start + 1, out.size());
            out.truncate(start);
            out.writeVarInt(length);
            out.writeBytes(payload);
        }
    }
}
