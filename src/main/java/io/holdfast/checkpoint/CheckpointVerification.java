package io.holdfast.checkpoint;

import io.holdfast.checkpoint.Checkpoint.Committed;
import io.holdfast.format.Manifest.Chunk;
import io.holdfast.storage.Storage;

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
        Committed newest = history.head();
        if (newest == null) {
            return new CheckpointVerification(-1, 0, 0, 0);
        }
        long head = newest.manifest().batch();
        long oldest = history.retained().values().stream()
                .mapToLong(Reach::oldestBatch)
                .min()
                .orElse(head);
        oldest = Math.min(oldest, history.retained().firstKey());
        CheckpointReader reader = new CheckpointReader(storage);
        long bytes = 0;
        for (long batch = oldest; batch <= head; batch++) {
            bytes += HistoryReader.readWhole(reader, batch).manifest().chunks().stream()
                    .mapToLong(Chunk::storedLength)
                    .sum();
        }
        return new CheckpointVerification(
                head, head - oldest + 1, bytes, history.snapshots().size());
    }
}
