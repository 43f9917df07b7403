package io.holdfast.state;

import java.util.ArrayDeque;

/** What a restart would have to replay now: the batches after the last named snapshot. Thread-safe. */
final class ReplayLedger {

    /** What opening and checking the file of a batch costs, in bytes of deltas. Bounds the number of batches too. */
    static final long BATCH_BYTES = 32 * 1024;

    /** What putting an entry into the cache costs besides its bytes: small entries would replay for seconds otherwise. */
    static final long ENTRY_BYTES = 64;

    private final ArrayDeque<Item> items = new ArrayDeque<>();
    private long bytes;

    private record Item(long batch, long bytes) {}

    synchronized void add(long batch, long entries, long deltaBytes) {
        long cost = entries * ENTRY_BYTES + deltaBytes;
        Item last = items.peekLast();
        if (last != null && last.batch == batch) {
            items.removeLast();
            items.addLast(new Item(batch, last.bytes + cost));
            bytes += cost;
        } else {
            items.addLast(new Item(batch, cost + BATCH_BYTES));
            bytes += cost + BATCH_BYTES;
        }
    }

    /** Forgets the batches that a snapshot makes unnecessary. */
    synchronized void snapshotThrough(long batch) {
        while (!items.isEmpty() && items.getFirst().batch <= batch) {
            bytes -= items.removeFirst().bytes;
        }
    }

    synchronized long bytes() {
        return bytes;
    }
}
