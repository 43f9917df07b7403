package io.holdfast.state;

import io.holdfast.failure.HoldfastException;
import io.holdfast.failure.StorageException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When snapshots are taken, and which may be named.
 *
 * <p>A round begins when a restart would replay half of the budget. From then on each batch, at its end, writes back
 * some of what was replayed, and when that is done some of the oldest dirty entries, in proportion to what it changed, so
 * that none of them pauses. When all that was dirty at the start is written, X is known, and the rest happens in the
 * background: a copy of the working store, then B, then storing. The snapshot is then offered until a batch at or after B
 * takes it. There is one at a time: what is offered is never older than what is named.
 *
 * <p>A rollback closes the shard, and a closed shard gives out no snapshot: one that was on its way may hold effects of
 * a batch that never happened.
 */
final class Snapshots {

    /** What a batch writes back is this many times the keys that it changed, and some besides. */
    private static final long WRITE_BACK_FACTOR = 2;

    /** In how many batches what was replayed is written at the latest, however little they change. */
    private static final long REPLAYED_BATCHES = 32;

    private static final int HARD_LIMIT_FACTOR = 4;
    private static final Logger LOG = LoggerFactory.getLogger(Snapshots.class);

    private enum Phase {
        /** Nothing to do until a restart has enough to replay. Next: WRITING_BACK. */
        RESTING,
        /** Waits for the oldest changes to reach the working store. Next: STORING. */
        WRITING_BACK,
        /** The background is at work. Next: OFFERED, or FAILED. */
        STORING,
        /** Waits to be taken. Next: RESTING. */
        OFFERED,
        /** The checkpoint can no longer be written; for good. */
        FAILED,
        /** The shard is closed; for good. */
        CLOSED
    }

    private final int shard;
    private final long budgetBytes;
    private final long leastKeys;
    private final WriteBack writeBack;
    private final ReplayLedger ledger;
    private final SnapshotUpload upload;
    private Phase phase = Phase.RESTING;
    private long roundBegan;
    private long replayedStep;
    private boolean wanted;

    /** There if and only if the phase is OFFERED. */
    private Shard.@Nullable Snapshot offered;

    private @Nullable Throwable failure;
    private CompletableFuture<Void> room = CompletableFuture.completedFuture(null);

    Snapshots(ShardSetup setup, WriteBack writeBack, ReplayLedger ledger, SnapshotUpload upload) {
        shard = setup.shard();
        budgetBytes = setup.options().replayBudgetBytes();
        leastKeys = setup.options().writeBackKeys();
        this.writeBack = writeBack;
        this.ledger = ledger;
        this.upload = upload;
    }

    /** Makes the shard wait for a snapshot of its state as of this batch, which has finished. */
    synchronized void demand(long batch) {
        wanted = true;
        room = new CompletableFuture<>();
        advance(batch, 0);
    }

    /** Begins a round of its own after this batch, which has finished; one that is on its way comes to its end before. */
    synchronized void request(long batch) {
        throwFailure();
        wanted = true;
        advance(batch, 0);
    }

    /** Takes the round a step further, after a batch has finished. */
    synchronized void batchFinished(long batch, long changedKeys) {
        throwFailure();
        advance(batch, changedKeys);
        if (isFull() && phase != Phase.OFFERED && room.isDone()) {
            room = new CompletableFuture<>();
        }
    }

    private void advance(long batch, long changedKeys) {
        if (phase == Phase.RESTING && (wanted || ledger.bytes() > budgetBytes / 2)) {
            phase = Phase.WRITING_BACK;
            roundBegan = batch;
            replayedStep = (writeBack.replayedKeys() + REPLAYED_BATCHES - 1) / REPLAYED_BATCHES;
        }
        if (phase == Phase.WRITING_BACK) {
            boolean atOnce = wanted || isFull();
            writeBack.writeOldest(roundBegan, atOnce ? Long.MAX_VALUE : keysToWrite(changedKeys));
            // The decision moment of X: from here on the store holds all effects up to it, whatever comes later.
            long through = writeBack.completeThrough(batch);
            if (through >= roundBegan) {
                store(through);
            }
        }
    }

    private long keysToWrite(long changedKeys) {
        return Math.max(WRITE_BACK_FACTOR * changedKeys + leastKeys, replayedStep);
    }

    private boolean isFull() {
        return ledger.bytes() >= HARD_LIMIT_FACTOR * budgetBytes;
    }

    private void store(long through) {
        phase = Phase.STORING;
        wanted = false;
        CompletableFuture<?> unused = upload.run(through).whenComplete(this::stored);
    }

    private void stored(Shard.@Nullable Snapshot snapshot, @Nullable Throwable completion) {
        Throwable thrown = completion instanceof CompletionException ? completion.getCause() : completion;
        CompletableFuture<Void> waiting;
        synchronized (this) {
            if (phase == Phase.CLOSED) {
                return;
            }
            phase = thrown == null ? Phase.OFFERED : Phase.FAILED;
            offered = snapshot;
            failure = thrown;
            waiting = room;
        }
        if (thrown != null) {
            waiting.completeExceptionally(failed(thrown));
        } else {
            LOG.debug("shard {}: stored {}", shard, snapshot);
            waiting.complete(null);
        }
    }

    /** See {@link Shard#takeSnapshot}. */
    synchronized Shard.@Nullable Snapshot take(long batch) {
        throwFailure();
        Shard.Snapshot snapshot = offered;
        if (snapshot == null || snapshot.dirtyThrough() > batch) {
            return null;
        }
        phase = Phase.RESTING;
        offered = null;
        ledger.snapshotThrough(snapshot.through());
        return snapshot;
    }

    synchronized CompletableFuture<Void> room() {
        return room;
    }

    /** Whether a snapshot was begun that no batch names yet. */
    synchronized boolean isOnItsWay() {
        return phase == Phase.WRITING_BACK || phase == Phase.STORING || phase == Phase.OFFERED;
    }

    synchronized boolean isClosed() {
        return phase == Phase.CLOSED;
    }

    /** Abandons what is on its way, and waits until it has stopped. */
    void close() {
        CompletableFuture<Void> waiting;
        synchronized (this) {
            phase = Phase.CLOSED;
            offered = null;
            waiting = room;
        }
        waiting.complete(null);
        upload.abandon();
    }

    private void throwFailure() {
        if (failure != null) {
            throw failed(failure);
        }
    }

    private HoldfastException failed(Throwable thrown) {
        if (thrown instanceof HoldfastException known) {
            return known;
        }
        return new StorageException(
                "shard " + shard + ": a snapshot could not be stored: " + thrown
                        + ". The checkpoint may be incomplete; restart the job from its last batch",
                thrown);
    }
}
