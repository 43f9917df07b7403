package io.holdfast.benchmark;

import io.holdfast.checkpoint.CheckpointReader;
import io.holdfast.format.BatchFileReader;
import io.holdfast.format.Manifest;
import io.holdfast.format.Manifest.Section;
import io.holdfast.storage.Storage;
import io.holdfast.storage.local.LocalStorage;
import java.nio.file.Path;

/** What a restart from the head of a checkpoint has to replay, over all shards. */
record ReplayLength(long batches, long entries, long bytes) {

    static ReplayLength of(Path checkpoint) {
        try (Storage storage = new LocalStorage(checkpoint)) {
            CheckpointReader reader = new CheckpointReader(storage);
            Manifest head = reader.read(reader.head().orElseThrow()).manifest();
            long oldest = head.shards().stream()
                    .mapToLong(Manifest.ShardProgress::snapshotThrough)
                    .min()
                    .orElse(head.batch());
            ReplayLength length = new ReplayLength(head.batch() - oldest, 0, 0);
            for (long batch = oldest + 1; batch <= head.batch(); batch++) {
                length = length.plus(reader, head, batch);
            }
            return length;
        }
    }

    private ReplayLength plus(CheckpointReader reader, Manifest head, long batch) {
        long moreEntries = entries;
        long moreBytes = bytes;
        try (BatchFileReader file = reader.open(batch)) {
            for (Manifest.Chunk chunk : file.manifest().chunks()) {
                if (chunk.section() == Section.DELTA
                        && head.shards().get(chunk.shard()).snapshotThrough() < batch) {
                    moreEntries += chunk.entries();
                    moreBytes += chunk.rawLength();
                }
            }
        }
        return new ReplayLength(batches, moreEntries, moreBytes);
    }

    @Override
    public String toString() {
        return String.format("replays %,d batches, %,d entries, %,d MB", batches, entries, bytes / 1_000_000);
    }
}
