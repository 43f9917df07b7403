package io.holdfast.state;

import io.holdfast.common.BytesReader;
import io.holdfast.common.BytesWriter;
import io.holdfast.common.MalformedBytesException;
import io.holdfast.failure.CorruptCheckpointException;

/**
 * The bytes of an operator's values, the same in the working store and in deltas: the deadline plus one as a
 * variable-width integer, 0 for none, then the value as the codec writes it. Not thread-safe.
 */
final class EncodedValues {

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

    Object value(byte[] encoded) {
        try {
            readDeadline(encoded);
            return codec.decode(reader);
        } catch (MalformedBytesException e) {
            throw unreadable(e);
        }
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
