package io.holdfast.state;

import io.holdfast.common.Digest;
import io.holdfast.format.Manifest.ShardProgress;
import io.holdfast.format.SectionBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * All keyed state of one shard: a write-back cache over a working store, the deltas of the open batch, timers, and
 * snapshots in the background. Used by the shard's worker, except where a method says otherwise.
 *
 * <p>A batch that fails leaves changes behind that cannot be undone one by one: close the shard and open another from
 * the last committed batch. So it is with any exception from a method of this class or of its tables.
 */
public final class Shard implements AutoCloseable {

    private final ShardSetup setup;
    private final ShardParts parts;
    private final Map<String, StateTable> tables;
    private volatile ShardProgress named;

    /**
     * What a batch changed.
     *
     * @param deltas one buffer per operator that changed
     * @param keys the number of keys with state, per operator in the order given at opening
     * @param deadlines per operator a time before which none of its deadlines is
     */
    public record Sealed(List<SectionBuffer> deltas, List<Long> keys, Map<String, Long> deadlines) {}

    /**
     * A stored and durable snapshot: rule (X, B) of the design.
     *
     * @param descriptor the digest of its stored descriptor
     * @param through X: it holds all effects of batches up to this one
     * @param dirtyThrough B: it may hold effects of batches up to this one
     * @param newBytes what had to be stored for it
     */
    public record Snapshot(Digest descriptor, long through, long dirtyThrough, long newBytes) {}

    Shard(ShardSetup setup, ShardParts parts, Map<String, StateTable> tables, ShardProgress named) {
        this.setup = setup;
        this.parts = parts;
        this.tables = new LinkedHashMap<>(tables);
        this.named = named;
    }

    /**
     * Opens a shard with the state of a committed batch. Takes the snapshot's files out and checks their lengths, and
     * the CRC32C of all but the table files, whose blocks the working store checks whenever it reads them; then replays
     * the deltas. Throws CorruptCheckpointException naming what is missing or damaged. May run on any thread.
     */
    public static Shard open(ShardSetup setup, RestorePoint from) {
        return new ShardRestore(setup, from).open();
    }

    /** The state of an operator, which was named when the shard was opened. */
    public StateTable table(String operator) {
        StateTable table = tables.get(operator);
        if (table == null) {
            throw new IllegalStateException(
                    "Holdfast bug: shard " + setup.shard() + " was opened without operator '" + operator + "'");
        }
        return table;
    }

    /** Opens a batch: from now on changes belong to it. */
    public void beginBatch(long batch) {
        parts.batch().begin(batch);
    }

    /**
     * Ends the batch: serializes what it changed. The result shares nothing with the shard. Throws StorageException if
     * a snapshot could not be stored, or the working store failed, since the last batch.
     */
    public Sealed endBatch() {
        long batch = parts.batch().id();
        long changedKeys = 0;
        long deltaEntries = 0;
        long deltaBytes = 0;
        List<SectionBuffer> deltas = new ArrayList<>();
        for (StateTable table : tables.values()) {
            changedKeys += table.changedKeys();
            SectionBuffer delta = table.sealDelta();
            if (delta.entries() > 0) {
                deltaEntries += delta.entries();
                deltaBytes += delta.bytes();
                deltas.add(delta);
            }
        }
        parts.budget().makeRoomForGrowth();
        parts.store().checkHealth();
        parts.batch().end();
        parts.ledger().add(batch, deltaEntries, deltaBytes);
        parts.budget().publish();
        parts.snapshots().batchFinished(batch, changedKeys);
        return new Sealed(
                List.copyOf(deltas),
                tables.values().stream().map(StateTable::keys).toList(),
                deadlines());
    }

    private Map<String, Long> deadlines() {
        Map<String, Long> earliest = new HashMap<>();
        tables.forEach(
                (operator, table) -> earliest.put(operator, table.timers().earliestMillis()));
        return earliest;
    }

    /**
     * Brings the timers up to date without a batch.
     *
     * @param times per operator, what time it is
     * @return per operator the earliest deadline, exact if it is due; else a lower bound after the given time
     */
    public Map<String, Long> settleTimers(Map<String, Long> times) {
        Map<String, Long> earliest = new HashMap<>();
        times.forEach((operator, timeMillis) ->
                earliest.put(operator, table(operator).timers().settle(timeMillis)));
        return earliest;
    }

    /** Begins a snapshot of the state as of this batch, which has finished, or follows the one that is on its way by another. */
    public void requestSnapshot(long batch) {
        parts.snapshots().request(batch);
    }

    /**
     * The newest snapshot that the manifest of a batch may name, if there is a newer one than was last returned. Called by
     * the driver, after the batch has run; null once the shard is closed. Throws StorageException if one could not be
     * stored. Thread-safe.
     */
    public @Nullable Snapshot takeSnapshot(long batch) {
        Snapshot snapshot = parts.snapshots().take(batch);
        if (snapshot != null) {
            named = new ShardProgress(
                    setup.shard(),
                    setup.keyGroupFrom(),
                    setup.keyGroupUntil(),
                    snapshot.descriptor(),
                    snapshot.through());
        }
        return snapshot;
    }

    /** How this shard stands in a manifest that names the snapshot that was last taken. Thread-safe. */
    public ShardProgress progress() {
        return named;
    }

    /**
     * What a restart would replay now, in bytes before compression, with 64 bytes for each entry and 32 KiB for each batch.
     * Thread-safe.
     */
    public long replayBytes() {
        return parts.ledger().bytes();
    }

    /**
     * Done unless the chain of deltas has reached its hard limit: then, when a snapshot is stored that the next batch
     * will name. Fails if it cannot be stored. Thread-safe.
     */
    public CompletableFuture<Void> roomForDeltas() {
        return parts.snapshots().room();
    }

    /**
     * Bytes that the cache is estimated to hold, with what was replayed and is not written yet, as of the last batch or eviction.
     * Thread-safe.
     */
    public long cacheBytes() {
        return parts.budget().published();
    }

    /** What it takes now. Called between batches, by the shard's own thread. */
    public ShardUse use() {
        Map<String, TableUse> uses = new HashMap<>();
        tables.forEach((operator, table) -> uses.put(operator, table.use()));
        return new ShardUse(uses, replayBytes(), parts.snapshots().isOnItsWay());
    }

    /** Abandons a snapshot on its way, closes the working store and removes its directory. Idempotent. */
    @Override
    public void close() {
        if (!parts.snapshots().isClosed()) {
            parts.close(setup.directory());
        }
    }
}
