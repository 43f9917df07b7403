package io.holdfast.format;

import io.holdfast.common.BytesReader;
import io.holdfast.common.BytesWriter;
import io.holdfast.common.MalformedBytesException;

/**
 * The entries of a delta chunk: key length (varint), key, header (varint), value. The header is 0 if the key has no value
 * any more, else 1 + 2 × value length, and one more if the deadline of the value got an entry of the timer index. A key may
 * occur more than once in a batch; the last entry wins.
 */
public final class DeltaEntries {

    private DeltaEntries() {}

    /** Sees entries in order. The array belongs to the chunk: valid during the call, not to be changed. */
    public interface Visitor {

        void put(byte[] bytes, int keyOffset, int keyLength, int valueOffset, int valueLength, boolean newTimer);

        void delete(byte[] bytes, int keyOffset, int keyLength);
    }

    /** Appends "this key has this value". */
    public static void put(
            BytesWriter out,
            byte[] key,
            int keyOffset,
            int keyLength,
            byte[] value,
            int valueOffset,
            int valueLength,
            boolean newTimer) {
        out.writeVarInt(keyLength);
        out.writeBytes(key, keyOffset, keyLength);
        out.writeVarLong(((long) valueLength << 1 | (newTimer ? 1 : 0)) + 1);
        out.writeBytes(value, valueOffset, valueLength);
    }

    /** Appends "this key has no value". */
    public static void delete(BytesWriter out, byte[] key, int keyOffset, int keyLength) {
        out.writeVarInt(keyLength);
        out.writeBytes(key, keyOffset, keyLength);
        out.writeVarInt(0);
    }

    /**
     * Visits all entries of a chunk.
     *
     * @return how many there were
     * @throws MalformedBytesException if the bytes are no entries
     */
    public static int visit(byte[] chunk, int length, Visitor visitor) {
        BytesReader in = new BytesReader(chunk, 0, length);
        int entries = 0;
        while (in.remaining() > 0) {
            int keyLength = in.readLength();
            int keyOffset = in.position();
            in.skip(keyLength);
            long header = in.readVarLong() - 1;
            if (header == -1) {
                visitor.delete(chunk, keyOffset, keyLength);
            } else {
                int valueOffset = in.position();
                long valueLength = header >>> 1;
                skip(in, valueLength);
                visitor.put(chunk, keyOffset, keyLength, valueOffset, (int) valueLength, (header & 1) == 1);
            }
            entries++;
        }
        return entries;
    }

    /** A copy of the value of an entry that was visited as put, and whose key ends before this offset. */
    public static byte[] valueAfter(byte[] chunk, int keyEnd) {
        BytesReader in = new BytesReader(chunk, keyEnd, chunk.length - keyEnd);
        return in.readBytes((int) ((in.readVarLong() - 1) >>> 1));
    }

    private static void skip(BytesReader in, long length) {
        if (length > in.remaining()) {
            throw new MalformedBytesException("a value of " + length + " bytes at byte " + in.position() + ", only "
                    + in.remaining() + " are left");
        }
        in.skip((int) length);
    }
}
