package io.holdfast.checkpoint;

import io.holdfast.common.Digest;
import io.holdfast.format.Manifest;
import java.util.HashSet;
import java.util.Set;

/**
 * What a batch needs to be restored besides its own file.
 *
 * @param counts whether it counts for retention: operators ran
 * @param oldestBatch the oldest batch file that is replayed; its own if it has no state
 * @param snapshots the descriptors it names
 */
record Reach(boolean counts, long oldestBatch, Set<Digest> snapshots) {

    static Reach of(Manifest manifest) {
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
        return new Reach(manifest.kind() == Manifest.Kind.BATCH, oldest, snapshots);
    }
}
