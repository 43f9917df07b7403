package io.holdfast.state;

import org.jspecify.annotations.Nullable;

/** Entries with changes that the working store lacks, in the order in which they became dirty: oldest batch first. */
final class DirtyQueue {

    private @Nullable CacheEntry oldest;
    private @Nullable CacheEntry newest;

    @Nullable
    CacheEntry oldest() {
        return oldest;
    }

    void add(CacheEntry entry, long batch) {
        entry.dirtySince = batch;
        entry.olderDirty = newest;
        if (newest == null) {
            oldest = entry;
        } else {
            newest.newerDirty = entry;
        }
        newest = entry;
    }

    void remove(CacheEntry entry) {
        CacheEntry older = entry.olderDirty;
        CacheEntry newer = entry.newerDirty;
        if (older == null) {
            oldest = newer;
        } else {
            older.newerDirty = newer;
        }
        if (newer == null) {
            newest = older;
        } else {
            newer.olderDirty = older;
        }
        entry.olderDirty = null;
        entry.newerDirty = null;
        entry.dirtySince = CacheEntry.NEVER;
    }
}
