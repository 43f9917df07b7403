package io.holdfast.checkpoint;

import io.holdfast.checkpoint.Checkpoint.Committed;
import io.holdfast.format.Manifest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns the driver's draft into the manifest of the batch after the head. */
final class NextBatch {

    private NextBatch() {}

    static Manifest seal(
            Manifest draft, @Nullable Committed head, long epoch, String nonce, Retention retention, long nowMillis) {
        long batch = head == null ? 0 : head.manifest().batch() + 1;
        List<Manifest.ShardProgress> shards = draft.shards().stream()
                .map(shard -> sinceThereIsState(shard, head))
                .toList();
        Manifest numbered =
                draft.sealed(batch, epoch, nonce, head == null ? null : head.digest(), 0, shards, nowMillis);
        return numbered.sealed(
                batch, epoch, nonce, numbered.parent(), retention.floorWith(numbered), shards, nowMillis);
    }

    /**
     * A shard without a snapshot is restored by replay from where its state began. That is not batch 0 for a job that got
     * its first stateful operator, or got one again, later on: the batches before it may be gone, and are none of its.
     */
    private static Manifest.ShardProgress sinceThereIsState(Manifest.ShardProgress shard, @Nullable Committed head) {
        if (shard.snapshot() != null || head == null) {
            return shard;
        }
        long none = head.manifest().states().isEmpty()
                ? head.manifest().batch()
                : head.manifest().shards().stream()
                        .filter(before -> before.snapshot() == null)
                        .mapToLong(Manifest.ShardProgress::snapshotThrough)
                        .min()
                        .orElse(shard.snapshotThrough());
        return new Manifest.ShardProgress(
                shard.shard(),
                shard.keyGroupFrom(),
                shard.keyGroupUntil(),
                null,
                Math.max(none, shard.snapshotThrough()));
    }
}
