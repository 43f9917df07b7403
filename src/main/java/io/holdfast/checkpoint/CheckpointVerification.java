package io.holdfast.checkpoint;

import io.holdfast.common.Digest;
import io.holdfast.format.BatchFileReader;
import io.holdfast.format.SnapshotDescriptor;
import io.holdfast.storage.Storage;
import java.util.Map;
import java.util.Objects;

/**
 * A checkpoint directory at rest, found whole: every batch file that a restart at any retained batch can need is read to its
 * last byte, their chain is unbroken, and all files of the snapshots they name are there with the right lengths.
 *
 * @param head the newest batch; -1 in a new directory
 * @param batches how many batch files were read
 * @param bytes how many bytes their data has
 * @param snapshots how many snapshots are named
 */
public record CheckpointVerification(long head, long batches, long bytes, int snapshots) {

    /**
     * Verifies a directory without writing to it.
     *
     * @throws io.holdfast.failure.CorruptCheckpointException naming the file that is damaged or missing
     */
    public static CheckpointVerification of(Storage storage) {
        History history = History.read(storage);
        if (history.head() == null) {
            return new CheckpointVerification(-1, 0, 0, 0);
        }
        long head = Objects.requireNonNull(history.head()).manifest().batch();
        long oldest = history.retained().values().stream()
                .mapToLong(Reach::oldestBatch)
                .min()
                .orElse(head);
        oldest = Math.min(oldest, history.retained().firstKey());
        CheckpointReader reader = new CheckpointReader(storage);
        long bytes = 0;
        for (long batch = oldest; batch <= head; batch++) {
            bytes += readWhole(reader, batch);
        }
        Map<Digest, SnapshotDescriptor> snapshots = history.snapshots();
        return new CheckpointVerification(head, head - oldest + 1, bytes, snapshots.size());
    }

    private static long readWhole(CheckpointReader reader, long batch) {
        try (BatchFileReader file = reader.open(batch)) {
            file.verify();
            return file.manifest().chunks().stream()
                    .mapToLong(chunk -> chunk.storedLength())
                    .sum();
        }
    }
}
