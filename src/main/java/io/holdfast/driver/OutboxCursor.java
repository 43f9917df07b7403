package io.holdfast.driver;

import io.holdfast.common.BytesReader;
import io.holdfast.sink.Outbox.RecordVisitor;

/** Walks over the records of an outbox, chunk by chunk, from a given record on. */
final class OutboxCursor {

    private final long firstRecord;
    private final RecordVisitor visitor;
    private final BytesReader record = new BytesReader(new byte[0]);
    private long next;

    OutboxCursor(long firstRecord, RecordVisitor visitor) {
        this.firstRecord = firstRecord;
        this.visitor = visitor;
    }

    /** Steps over a whole chunk if it ends before the first record wanted. */
    boolean skips(long entries) {
        if (next + entries <= firstRecord) {
            next += entries;
            return true;
        }
        return false;
    }

    /** Visits the records of a chunk; false if the visitor has had enough. */
    boolean visit(BytesReader chunk) throws Exception {
        while (chunk.remaining() > 0) {
            int length = chunk.readLength();
            record.reset(chunk.array(), chunk.position(), length);
            chunk.skip(length);
            if (next++ >= firstRecord && !visitor.record(record)) {
                return false;
            }
        }
        return true;
    }

    /** The index of the record after the last one passed. */
    long next() {
        return next;
    }
}
