package io.holdfast.drill;

import io.holdfast.checkpoint.Checkpoint.Committed;
import io.holdfast.checkpoint.CheckpointReader;
import io.holdfast.common.BytesReader;
import io.holdfast.common.Digest;
import io.holdfast.format.BatchFileReader;
import io.holdfast.format.Manifest.Chunk;
import io.holdfast.format.Manifest.Section;
import io.holdfast.sink.Outbox;
import java.util.ArrayList;
import java.util.List;

/** What a batch sealed for one sink, read from its file. Perhaps nothing. */
final class SealedOutbox implements Outbox {

    private final Committed batch;
    private final List<byte[]> records;

    SealedOutbox(CheckpointReader archive, Committed batch, String sink) {
        this.batch = batch;
        try (BatchFileReader file = archive.open(batch.manifest().batch())) {
            records = records(file, sink);
        }
    }

    /** The records of a sink in a batch file, in order. */
    static List<byte[]> records(BatchFileReader file, String sink) {
        List<byte[]> records = new ArrayList<>();
        for (Chunk chunk : file.chunks(Section.OUTBOX, sink)) {
            file.visitOutbox(
                    chunk,
                    (bytes, offset, length) ->
                            records.add(java.util.Arrays.copyOfRange(bytes, offset, offset + length)));
        }
        return records;
    }

    @Override
    public String timeline() {
        return batch.manifest().timeline();
    }

    @Override
    public long batch() {
        return batch.manifest().batch();
    }

    @Override
    public long batchTimeMillis() {
        return batch.manifest().batchTimeMillis();
    }

    @Override
    public Digest manifest() {
        return batch.digest();
    }

    @Override
    public long records() {
        return records.size();
    }

    @Override
    public long bytes() {
        return records.stream().mapToLong(record -> record.length).sum();
    }

    @Override
    public long visit(long firstRecord, RecordVisitor visitor) throws Exception {
        int next = Math.toIntExact(firstRecord);
        boolean wantsMore = true;
        while (wantsMore && next < records.size()) {
            wantsMore = visitor.record(new BytesReader(records.get(next)));
            next++;
        }
        return next;
    }
}
