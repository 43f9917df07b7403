package io.holdfast.state;

import java.util.ArrayList;
import java.util.List;

/**
 * The way of changes into the working store. Values get there when their entry is evicted or a snapshot asks for it;
 * timers are staged as they arise, and applied before they are looked for and before a snapshot.
 */
final class WriteBack {

    /** Staged bytes at which they are applied. */
    private static final long GROUP_BYTES = 1 << 20;

    private static final int BYTES_PER_WRITE = 32;
    private static final byte[] NO_VALUE = {};

    private final WorkingStore store;
    private final DirtyQueue dirty = new DirtyQueue();
    private final List<ReplayedEntries> replayed = new ArrayList<>();
    private long replayedBytes;
    private long staged;

    WriteBack(WorkingStore store) {
        this.store = store;
    }

    void markDirty(CacheEntry entry, long batch) {
        if (!entry.isDirty()) {
            dirty.add(entry, batch);
        }
    }

    /** The store lacks what a table has replayed. */
    void lacks(ReplayedEntries entries) {
        replayed.add(entries);
        countReplayed();
    }

    /** Called when a table has replayed more. */
    void countReplayed() {
        replayedBytes = replayed.stream().mapToLong(ReplayedEntries::bytes).sum();
    }

    /** What the store lacks of all that was replayed takes so much memory. */
    long replayedBytes() {
        return replayedBytes;
    }

    /** How many keys were replayed of which the store lacks any. */
    long replayedKeys() {
        return replayed.stream().mapToLong(ReplayedEntries::size).sum();
    }

    /** No change of this batch, or of any before, is missing in the store; none is known as long as it lacks what was replayed. */
    long completeThrough(long lastFinished) {
        if (replayedKeys() > 0) {
            return CacheEntry.NEVER;
        }
        CacheEntry oldest = dirty.oldest();
        return oldest == null ? lastFinished : Math.min(lastFinished, oldest.dirtySince - 1);
    }

    /** Stages what the entry holds, which makes it clean; {@link #apply} must follow before the store is read. */
    void stage(CacheEntry entry, byte[] encodedOrEmpty) {
        entry.table.replayed().supersede(entry.key, entry.hash);
        byte[] storeKey = StoreKeys.value(entry.key, entry.hash);
        if (entry.exists) {
            stagePut(entry.table.valueSpace(), storeKey, encodedOrEmpty);
        } else {
            stageDelete(entry.table.valueSpace(), storeKey);
        }
        dirty.remove(entry);
    }

    void stageTimer(int space, byte[] timer) {
        stagePut(space, timer, NO_VALUE);
    }

    void stageDelete(int space, byte[] storeKey) {
        store.stageDelete(space, storeKey);
        count(storeKey.length);
    }

    void stagePut(int space, byte[] storeKey, byte[] value) {
        store.stagePut(space, storeKey, value);
        count(storeKey.length + value.length);
    }

    private void count(int bytes) {
        staged += bytes + BYTES_PER_WRITE;
        if (staged >= GROUP_BYTES) {
            apply();
        }
    }

    void apply() {
        if (staged > 0) {
            store.apply();
            staged = 0;
        }
    }

    /**
     * Writes some of what was replayed, then the oldest entries of the cache, those that became dirty up to a batch, but no more
     * than so many; and whatever is staged.
     */
    void writeOldest(long dirtyThrough, long most) {
        long left = most - stageReplayed(most);
        CacheEntry entry = dirty.oldest();
        for (; left > 0 && entry != null && entry.dirtySince <= dirtyThrough; left--) {
            stage(entry, entry.table.encode(entry));
            entry = dirty.oldest();
        }
        apply();
    }

    /** Writes all that was replayed. */
    void writeReplayed() {
        long unusedStaged = stageReplayed(Long.MAX_VALUE);
        apply();
    }

    /** Returns how many entries it staged: so many, or all. */
    private long stageReplayed(long most) {
        long done = 0;
        for (ReplayedEntries entries : replayed) {
            done += entries.stage(this, most - done);
        }
        countReplayed();
        return done;
    }
}
