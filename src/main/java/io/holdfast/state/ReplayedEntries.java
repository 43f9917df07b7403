package io.holdfast.state;

import io.holdfast.format.DeltaEntries;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a restart replayed of one table and the working store lacks: the bytes of the deltas, and an index over them. To the table it
 * is a part of the store, the newer one. A key costs no object until it is asked for, and no write until a snapshot needs it.
 *
 * <p>An open-addressing table over three arrays, probed from the high bits of the hash, like {@link StateCache}. An entry is live until
 * the store gets something newer of its key from the cache; then it is stale, and keeps its slot.
 */
final class ReplayedEntries {

    private static final int MIN_CAPACITY = 16;
    private static final int BYTES_PER_SLOT = Long.BYTES + 2 * Integer.BYTES;

    /** In a place: the store is newer. */
    private static final long STALE = 1L << 63;

    /** In a place: the key has no value any more. */
    private static final long DELETED = 1L << 62;

    private final StateTable table;
    private final List<byte[]> chunks = new ArrayList<>();
    private int[] hashes = {};
    private int[] keyLengths = {};

    /** The number of the chunk, from 1, and the offset of the key in it; 0 if the slot is empty. */
    private long[] places = {};

    private int shift = Integer.SIZE;
    private int size;
    private int deleted;
    private long chunkBytes;
    private int firstUnwritten;

    ReplayedEntries(StateTable table) {
        this.table = table;
    }

    /** Keeps a chunk, to whose entries {@link #add} will refer. */
    void begin(byte[] chunk) {
        chunks.add(chunk);
        chunkBytes += chunk.length;
    }

    /** Adds an entry of the newest chunk, instead of an older one of its key. */
    void add(int keyOffset, int keyLength, int hash, boolean exists) {
        if (size >= places.length / 4 * 3) {
            grow();
        }
        byte[] chunk = chunks.get(chunks.size() - 1);
        int slot = slot(chunk, keyOffset, keyLength, hash);
        if (places[slot] == 0) {
            hashes[slot] = hash;
            keyLengths[slot] = keyLength;
            size++;
        }
        deleted += (exists ? 0 : 1) - (isDeleted(slot) ? 1 : 0);
        places[slot] = (exists ? 0 : DELETED) | (long) chunks.size() << Integer.SIZE | keyOffset;
    }

    private void grow() {
        int[] oldHashes = hashes;
        int[] oldKeyLengths = keyLengths;
        long[] oldPlaces = places;
        int capacity = Math.max(MIN_CAPACITY, 2 * oldPlaces.length);
        hashes = new int[capacity];
        keyLengths = new int[capacity];
        places = new long[capacity];
        shift = Integer.numberOfLeadingZeros(capacity - 1);
        for (int old = 0; old < oldPlaces.length; old++) {
            if (oldPlaces[old] != 0) {
                int slot = oldHashes[old] >>> shift;
                while (places[slot] != 0) {
                    slot = (slot + 1) & (capacity - 1);
                }
                hashes[slot] = oldHashes[old];
                keyLengths[slot] = oldKeyLengths[old];
                places[slot] = oldPlaces[old];
            }
        }
    }

    /** The slot of a key, or the empty one where it would be. */
    private int slot(byte[] bytes, int offset, int length, int hash) {
        int mask = places.length - 1;
        int slot = hash >>> shift;
        while (places[slot] != 0 && !(hashes[slot] == hash && hasKey(slot, bytes, offset, length))) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private boolean hasKey(int slot, byte[] bytes, int offset, int length) {
        int start = keyOffset(slot);
        return Arrays.equals(chunk(slot), start, start + keyLengths[slot], bytes, offset, offset + length);
    }

    private byte[] chunk(int slot) {
        return chunks.get((int) ((places[slot] & ~(STALE | DELETED)) >>> Integer.SIZE) - 1);
    }

    private int keyOffset(int slot) {
        return (int) places[slot];
    }

    private boolean isLive(int slot) {
        return places[slot] > 0;
    }

    private boolean isDeleted(int slot) {
        return (places[slot] & DELETED) != 0;
    }

    /** Whether this key is newer here than in the store. */
    boolean has(byte[] bytes, int offset, int length, int hash) {
        return size > 0 && isLive(slot(bytes, offset, length, hash));
    }

    /** Fills a new entry; false if the store is to be asked. */
    boolean fill(CacheEntry entry) {
        if (size == 0) {
            return false;
        }
        int slot = slot(entry.key, 0, entry.key.length, entry.hash);
        if (isLive(slot)) {
            fill(entry, slot);
        }
        return isLive(slot);
    }

    private void fill(CacheEntry entry, int slot) {
        if (!isDeleted(slot)) {
            byte[] encoded = encoded(slot);
            entry.holdEncoded(encoded, table.values().deadlineMillis(encoded));
        }
    }

    private byte[] encoded(int slot) {
        return DeltaEntries.valueAfter(chunk(slot), keyOffset(slot) + keyLengths[slot]);
    }

    /** The store is about to get something newer of this key, whether it has got the replayed one already or not. */
    void supersede(byte[] key, int hash) {
        if (size > 0) {
            int slot = slot(key, 0, key.length, hash);
            if (isLive(slot)) {
                places[slot] |= STALE;
            }
        }
    }

    /**
     * Visits those that the cache does not know and that have a value. The visitor may do what makes the entry that it sees
     * stale.
     */
    void forEachNotIn(StateCache cache, StoredEntries.EntryVisitor visitor) throws Exception {
        for (int slot = 0; slot < places.length; slot++) {
            if (isLive(slot)
                    && !isDeleted(slot)
                    && cache.find(chunk(slot), keyOffset(slot), keyLengths[slot], hashes[slot]) == null) {
                CacheEntry entry = new CacheEntry(table, key(slot), hashes[slot]);
                fill(entry, slot);
                visitor.visit(entry);
            }
        }
    }

    private byte[] key(int slot) {
        return Arrays.copyOfRange(chunk(slot), keyOffset(slot), keyOffset(slot) + keyLengths[slot]);
    }

    /** Stages up to so many; once all are, what it took in memory is given back. Returns how many it staged. */
    long stage(WriteBack writeBack, long most) {
        if (isEmpty()) {
            return 0;
        }
        long staged = 0;
        for (; firstUnwritten < places.length; firstUnwritten++) {
            if (isLive(firstUnwritten)) {
                if (staged == most) {
                    return staged;
                }
                stage(writeBack, firstUnwritten);
                staged++;
            }
        }
        clear();
        return staged;
    }

    private void stage(WriteBack writeBack, int slot) {
        byte[] storeKey = StoreKeys.value(key(slot), hashes[slot]);
        if (isDeleted(slot)) {
            writeBack.stageDelete(table.valueSpace(), storeKey);
        } else {
            writeBack.stagePut(table.valueSpace(), storeKey, encoded(slot));
        }
    }

    private void clear() {
        chunks.clear();
        hashes = new int[0];
        keyLengths = new int[0];
        places = new long[0];
        shift = Integer.SIZE;
        size = 0;
        deleted = 0;
        chunkBytes = 0;
        firstUnwritten = 0;
    }

    boolean isEmpty() {
        return chunks.isEmpty();
    }

    /** How many keys it has got since it was empty. */
    int size() {
        return size;
    }

    /** How many of them have a value. */
    int valued() {
        return size - deleted;
    }

    /** What it takes, in bytes. */
    long bytes() {
        return chunkBytes + (long) places.length * BYTES_PER_SLOT;
    }
}
