package io.holdfast.driver;

import io.holdfast.checkpoint.Checkpoint.Committed;
import io.holdfast.common.BytesReader;
import io.holdfast.common.Digest;
import io.holdfast.format.SectionBuffer;
import io.holdfast.format.SectionBuffer.RawChunk;
import io.holdfast.sink.Outbox;
import java.util.List;

/** An outbox that is still in memory, from a batch that was just committed. */
final class FreshOutbox implements Outbox {

    private final Committed committed;
    private final List<SectionBuffer> buffers;

    /** All buffers of one sink, in order. */
    FreshOutbox(Committed committed, List<SectionBuffer> buffers) {
        this.committed = committed;
        this.buffers = List.copyOf(buffers);
    }

    @Override
    public String timeline() {
        return committed.manifest().timeline();
    }

    @Override
    public long batch() {
        return committed.manifest().batch();
    }

    @Override
    public long batchTimeMillis() {
        return committed.manifest().batchTimeMillis();
    }

    @Override
    public Digest manifest() {
        return committed.digest();
    }

    @Override
    public long records() {
        return buffers.stream().mapToLong(SectionBuffer::entries).sum();
    }

    @Override
    public long bytes() {
        return buffers.stream().mapToLong(SectionBuffer::bytes).sum();
    }

    @Override
    public long visit(long firstRecord, RecordVisitor visitor) throws Exception {
        OutboxCursor cursor = new OutboxCursor(firstRecord, visitor);
        for (SectionBuffer buffer : buffers) {
            for (RawChunk chunk : buffer.finish()) {
                if (!cursor.skips(chunk.entries())
                        && !cursor.visit(new BytesReader(
                                chunk.bytes().array(), 0, chunk.bytes().size()))) {
                    return cursor.next();
                }
            }
        }
        return cursor.next();
    }
}
