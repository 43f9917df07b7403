package io.holdfast.state;

import java.util.ArrayDeque;

/**
 * What a restart would have to replay now: the batches after the last named snapshot, those that changed nothing in this shard
 * included, since their files are opened all the same. Thread-safe.
 */
final class ReplayLedger {

    /** What opening and checking the file of a batch costs, in bytes of deltas. Bounds the number of batches too. */
    static final long BATCH_BYTES = 32 * 1024;

    /** What finding a place for an entry costs besides its bytes: small entries would replay for seconds otherwise. */
    static final long ENTRY_BYTES = 64;

    private final ArrayDeque<Item> items = new ArrayDeque<>();
    private long snapshotThrough;
    private long newest;
    private long bytes;

    private record Item(long batch, long bytes) {}

    /** With the batches after a snapshot through to the newest one to replay, whose deltas are still to be added. */
    ReplayLedger(long snapshotThrough, long newest) {
        this.snapshotThrough = snapshotThrough;
        this.newest = Math.max(snapshotThrough, newest);
    }

    /** Adds what a batch has changed; its file counts once. */
    synchronized void add(long batch, long entries, long deltaBytes) {
        long cost = entries * ENTRY_BYTES + deltaBytes;
        newest = Math.max(newest, batch);
        items.addLast(new Item(batch, cost));
        bytes += cost;
    }

    /** Forgets the batches that a snapshot makes unnecessary. */
    synchronized void snapshotThrough(long batch) {
        snapshotThrough = batch;
        while (!items.isEmpty() && items.getFirst().batch <= batch) {
            bytes -= items.removeFirst().bytes;
        }
    }

    synchronized long bytes() {
        return bytes + (newest - snapshotThrough) * BATCH_BYTES;
    }
}
