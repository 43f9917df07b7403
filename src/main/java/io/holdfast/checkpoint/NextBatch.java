package io.holdfast.checkpoint;

import io.holdfast.checkpoint.Checkpoint.Committed;
import io.holdfast.common.TimeSource;
import io.holdfast.format.BatchFileWriter;
import io.holdfast.format.Manifest;
import io.holdfast.format.Publication;
import io.holdfast.storage.Storage;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
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
     * A batch after another one in which no operator runs: the same state, nothing read.
     *
     * @param sources positions to go on from
     */
    static Manifest quiet(
            Manifest before,
            Manifest.Kind kind,
            String timeline,
            SortedMap<String, Manifest.SourceProgress> sources,
            Manifest.Intervention intervention) {
        SortedMap<String, Manifest.SourceProgress> positions = new TreeMap<>();
        sources.forEach((name, source) -> positions.put(name, source.quiet()));
        return new Manifest(
                before.requires(),
                before.job(),
                before.jobId(),
                timeline,
                before.batch() + 1,
                kind,
                before.batchTimeMillis(),
                before.epoch(),
                "",
                null,
                before.keyGroups(),
                before.floor(),
                before.operators(),
                positions,
                before.shards(),
                before.states(),
                before.sinks(),
                before.schemas(),
                List.of(),
                new TreeMap<>(),
                0,
                "",
                intervention,
                before.shared());
    }

    /**
     * Seals such a batch, and publishes it durably.
     *
     * @param draft of {@link #quiet}
     * @param below the batch that it follows
     * @return false if another process has the batch
     */
    static boolean publishQuiet(
            Storage storage, Manifest draft, Committed below, long floor, long epoch, Nonces nonces, long nowMillis) {
        NextFile.Begun file = new NextFile(storage, TimeSource.SYSTEM, nonces).take(epoch, draft.batch());
        Manifest sealed =
                draft.sealed(draft.batch(), epoch, file.nonce(), below.digest(), floor, draft.shards(), nowMillis);
        BatchCandidate candidate = new BatchCandidate(storage, new BatchFileWriter(), sealed, List.of());
        return Publication.publish(storage, file.output(), file.temporary(), file.path(), candidate);
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
