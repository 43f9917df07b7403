package io.holdfast.driver;

import io.holdfast.common.BytesReader;
import io.holdfast.common.Digest;
import io.holdfast.format.BatchFileReader;
import io.holdfast.format.Manifest;
import io.holdfast.sink.Outbox;
import java.util.List;

/** An outbox read back from its batch file, after a restart. */
final class StoredOutbox implements Outbox {

    /** Opens the file of a batch. */
    @FunctionalInterface
    interface BatchFiles {
        BatchFileReader open(long batch) throws Exception;
    }

    private final BatchFiles files;
    private final Manifest manifest;
    private final Digest digest;
    private final List<Manifest.Chunk> chunks;

    StoredOutbox(BatchFiles files, Manifest manifest, Digest digest, String sink) {
        this.files = files;
        this.manifest = manifest;
        this.digest = digest;
        this.chunks = chunksOf(manifest, sink);
    }

    static List<Manifest.Chunk> chunksOf(Manifest manifest, String sink) {
        return manifest.chunks().stream()
                .filter(chunk -> chunk.section() == Manifest.Section.OUTBOX
                        && chunk.owner().equals(sink))
                .toList();
    }

    @Override
    public String timeline() {
        return manifest.timeline();
    }

    @Override
    public long batch() {
        return manifest.batch();
    }

    @Override
    public long batchTimeMillis() {
        return manifest.batchTimeMillis();
    }

    @Override
    public Digest manifest() {
        return digest;
    }

    @Override
    public long records() {
        return chunks.stream().mapToLong(Manifest.Chunk::entries).sum();
    }

    @Override
    public long bytes() {
        return chunks.stream().mapToLong(Manifest.Chunk::rawLength).sum();
    }

    @Override
    public long visit(long firstRecord, RecordVisitor visitor) throws Exception {
        OutboxCursor cursor = new OutboxCursor(firstRecord, visitor);
        try (BatchFileReader file = files.open(manifest.batch())) {
            for (Manifest.Chunk chunk : chunks) {
                if (cursor.skips(chunk.entries())) {
                    continue;
                }
                byte[] bytes = file.read(chunk);
                if (!cursor.visit(new BytesReader(bytes))) {
                    break;
                }
            }
        }
        return cursor.next();
    }
}
