package io.holdfast.state;

import io.holdfast.common.BytesReader;
import io.holdfast.common.BytesWriter;
import io.holdfast.common.MalformedBytesException;
import io.holdfast.failure.CorruptCheckpointException;
import io.holdfast.failure.IncompatibleCheckpointException;
import io.holdfast.failure.UserCodeException;
import java.util.HexFormat;

/**
 * The bytes of an operator's values, the same in the working store and in deltas: the deadline plus one as a
 * variable-width integer, 0 for none, then the value as the codec writes it. Not thread-safe.
 */
final class EncodedValues {

    private static final int KEY_TEXT_MAX = 100;

    private final String operator;
    private final int shard;
    private final ValueCodec codec;
    private final BytesWriter scratch = new BytesWriter(256);
    private final BytesReader reader = new BytesReader(new byte[0]);
    private int usualLength = 32;

    EncodedValues(String operator, int shard, ValueCodec codec) {
        this.operator = operator;
        this.shard = shard;
        this.codec = codec;
    }

    boolean isImmutable(Object value) {
        return codec.isImmutable(value);
    }

    byte[] encode(Object value, long deadlineMillis) {
        return scratch(value, deadlineMillis).toByteArray();
    }

    /** The encoded bytes in a buffer that the next call reuses. */
    BytesWriter scratch(Object value, long deadlineMillis) {
        scratch.reset();
        scratch.writeVarLong(deadlineMillis == StateTable.NO_DEADLINE ? 0 : deadlineMillis + 1);
        codec.encode(value, scratch);
        usualLength += (scratch.size() - usualLength) / 8;
        return scratch;
    }

    /** How long values were of late: a guess for one that is not encoded yet. */
    int usualLength() {
        return usualLength;
    }

    long deadlineMillis(byte[] encoded) {
        try {
            return readDeadline(encoded);
        } catch (MalformedBytesException e) {
            throw unreadable(e);
        }
    }

    /** The value of a key, which is only for messages. */
    Object value(byte[] key, byte[] encoded) {
        try {
            readDeadline(encoded);
            return codec.decode(reader);
        } catch (MalformedBytesException e) {
            throw unreadable(e);
        } catch (UserCodeException e) {
            throw new UserCodeException(stateOf(key) + e.getMessage(), e);
        } catch (IncompatibleCheckpointException e) {
            throw new IncompatibleCheckpointException(stateOf(key) + e.getMessage(), e);
        }
    }

    private String stateOf(byte[] key) {
        String text;
        try {
            text = codec.decode(new BytesReader(key)).toString();
        } catch (RuntimeException e) {
            text = "0x" + HexFormat.of().formatHex(key);
        }
        String shown = text.length() <= KEY_TEXT_MAX ? text : text.substring(0, KEY_TEXT_MAX) + "...";
        return "state of key " + shown + " of operator '" + operator + "': ";
    }

    private long readDeadline(byte[] encoded) {
        reader.reset(encoded, 0, encoded.length);
        long stored = reader.readVarLong();
        return stored == 0 ? StateTable.NO_DEADLINE : stored - 1;
    }

    private CorruptCheckpointException unreadable(MalformedBytesException cause) {
        return new CorruptCheckpointException(
                "a value of operator '" + operator + "' in shard " + shard + " cannot be read: " + cause.getMessage()
                        + ". It came from the checkpoint's snapshot or deltas of this shard; run 'verify'",
                cause);
    }
}
