package io.holdfast.format;

import io.holdfast.common.BytesReader;
import io.holdfast.common.BytesWriter;
import io.holdfast.common.MalformedBytesException;

/** The entries of an outbox chunk: record length (varint), record; the sink knows what a record is. */
public final class OutboxEntries {

    private OutboxEntries() {}

    /** Sees records in order. The array belongs to the chunk: valid during the call, not to be changed. */
    public interface Visitor {
        void record(byte[] bytes, int offset, int length);
    }

    /** Appends a record. */
    public static void append(BytesWriter out, byte[] record, int offset, int length) {
        out.writeVarInt(length);
        out.writeBytes(record, offset, length);
    }

    /**
     * Visits all records of a chunk.
     *
     * @return how many there were
     * @throws MalformedBytesException if the bytes are no records
     */
    public static int visit(byte[] chunk, int length, Visitor visitor) {
        BytesReader in = new BytesReader(chunk, 0, length);
        int records = 0;
        while (in.remaining() > 0) {
            int recordLength = in.readLength();
            int offset = in.position();
            in.skip(recordLength);
            visitor.record(chunk, offset, recordLength);
            records++;
        }
        return records;
    }
}
