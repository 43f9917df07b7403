package io.holdfast.state;

import io.holdfast.common.Check;

/** Which batch is open. The newest begun is read by the thread that takes snapshots, the rest by the shard's only. */
final class OpenBatch {

    private long open = CacheEntry.NEVER;
    private long lastFinished;

    /** B of the snapshot rule: set before the first write of a batch, so that it is never behind the store. */
    private volatile long newestBegun;

    OpenBatch(long head) {
        lastFinished = head;
        newestBegun = head;
    }

    void begin(long batch) {
        Check.that(open == CacheEntry.NEVER, "batch %d begins while batch %d is open", batch, open);
        Check.that(batch > lastFinished, "batch %d begins after batch %d", batch, lastFinished);
        newestBegun = batch;
        open = batch;
    }

    void end() {
        lastFinished = id();
        open = CacheEntry.NEVER;
    }

    /** The open batch; there must be one. */
    long id() {
        Check.that(open != CacheEntry.NEVER, "state changes outside of a batch");
        return open;
    }

    /** The newest batch that may have written to the working store. Thread-safe. */
    long newestBegun() {
        return newestBegun;
    }
}
