package io.holdfast.state;

import org.jspecify.annotations.Nullable;

/**
 * Reads entries shortly before they are used, several at a time. Here no read waits for another, so that misses of the processor's
 * caches overlap; in one use after the other they add up. Changes nothing. Not thread-safe.
 */
final class ReadAhead {

    /** How many entries it pays to read together. */
    static final int MOST = 32;

    private final @Nullable CacheEntry[] entries = new @Nullable CacheEntry[MOST];
    private int count;

    /** Kept, or the compiler would leave out the reading. */
    private int unusedSum;

    /** Adds an entry to the next that are read, of which there may be {@link #MOST}. */
    void add(@Nullable CacheEntry entry) {
        entries[count++] = entry;
    }

    void read() {
        int sum = 0;
        for (int i = 0; i < count; i++) {
            CacheEntry entry = entries[i];
            sum += entry == null ? 0 : entry.hash;
        }
        for (int i = 0; i < count; i++) {
            CacheEntry entry = entries[i];
            sum += entry == null ? 0 : entry.readAhead();
            entries[i] = null;
        }
        count = 0;
        unusedSum = sum;
    }
}
