package io.holdfast.checkpoint;

import io.holdfast.common.Digest;
import io.holdfast.format.Manifest;
import java.util.HashSet;
import java.util.Set;

/**
 * What a batch needs to be restored besides its own file, and what retention goes by.
 *
 * @param counts whether it counts for retention by number: operators ran
 * @param batchTimeMillis its batch time, for retention by age
 * @param oldestBatch the oldest batch file that is replayed, or whose output it does not know to be published; else its own
 * @param snapshots the descriptors it names
 */
public record Reach(boolean counts, long batchTimeMillis, long oldestBatch, Set<Digest> snapshots) {

    public static Reach of(Manifest manifest) {
        long oldest = manifest.batch();
        Set<Digest> snapshots = new HashSet<>();
        for (Manifest.ShardProgress shard : manifest.shards()) {
            if (!manifest.states().isEmpty()) {
                oldest = Math.min(oldest, shard.snapshotThrough() + 1);
            }
            if (shard.snapshot() != null) {
                snapshots.add(shard.snapshot());
            }
        }
        oldest = Math.min(oldest, oldestUnpublished(manifest));
        return new Reach(manifest.kind() == Manifest.Kind.BATCH, manifest.batchTimeMillis(), oldest, snapshots);
    }

    /** The oldest batch with output that may still have to be published; its own if there is none. */
    private static long oldestUnpublished(Manifest manifest) {
        return manifest.sinks().values().stream()
                .mapToLong(sink -> sink.publishedThrough() + 1)
                .reduce(manifest.batch(), Math::min);
    }
}
