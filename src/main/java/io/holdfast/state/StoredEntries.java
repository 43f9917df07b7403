package io.holdfast.state;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The entries of a table as the working store has them, and what was replayed over it; none is in the cache. */
final class StoredEntries {

    private final StateTable table;
    private final int space;
    private final WorkingStore store;
    private final EncodedValues values;
    private final ReplayedEntries replayed;
    private final List<Wanted> wanted = new ArrayList<>();
    private long wantedBytes;

    StoredEntries(StateTable table, int space, WorkingStore store, EncodedValues values) {
        this.table = table;
        this.space = space;
        this.store = store;
        this.values = values;
        replayed = new ReplayedEntries(table);
    }

    /** What the store lacks, for it is newer. */
    ReplayedEntries replayed() {
        return replayed;
    }

    /** A key to be fetched, and the entry that is to be filled. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Wanted(byte[] storeKey, CacheEntry entry) {}

    /** Fills a new entry with what is stored of its key. */
    void fill(CacheEntry entry) {
        if (!replayed.fill(entry)) {
            fill(entry, store.get(space, StoreKeys.value(entry.key, entry.hash)));
        }
    }

    /** Adds those keys of some rows that are not in memory to the next fetch; false if they are many and take so many bytes. */
    boolean want(StateCache cache, KeyRows keys, int from, int until, long mostBytes) {
        for (int row = from; row < until; row++) {
            byte[] bytes = keys.keyBytes(row);
            int start = keys.keyStart(row);
            int end = start + keys.keyLength(row);
            if (!isInMemory(cache, bytes, start, end - start, keys.hash(row))) {
                if (wanted.size() >= StateTable.AHEAD && wantedBytes >= mostBytes) {
                    return false;
                }
                CacheEntry entry = new CacheEntry(table, Arrays.copyOfRange(bytes, start, end), keys.hash(row));
                wanted.add(new Wanted(StoreKeys.value(entry.key, entry.hash), entry));
                wantedBytes += CacheEntry.weight(entry.key.length, 0) + entry.key.length;
            }
        }
        return true;
    }

    private boolean isInMemory(StateCache cache, byte[] bytes, int offset, int length, int hash) {
        return cache.find(bytes, offset, length, hash) != null || replayed.has(bytes, offset, length, hash);
    }

    /**
     * Hands out a new entry, filled, for each key that was wanted; false if it stopped, as they had so many bytes. Asks in the order
     * of the store: neighbours share the blocks of indexes, filters and data, which costs up to half less than any other order.
     */
    boolean fetch(long mostBytes, Consumer<CacheEntry> action) {
        List<Wanted> keys = eachOnce();
        wanted.clear();
        wantedBytes = 0;
        long bytes = 0;
        for (int from = 0; from < keys.size(); from += StateTable.AHEAD) {
            if (bytes >= mostBytes) {
                return false;
            }
            List<Wanted> some = keys.subList(from, Math.min(keys.size(), from + StateTable.AHEAD));
            List<byte @Nullable []> found =
                    store.getAll(space, some.stream().map(Wanted::storeKey).toList());
            for (int i = 0; i < found.size(); i++) {
                CacheEntry entry = some.get(i).entry();
                byte[] encoded = found.get(i);
                fill(entry, encoded);
                bytes += CacheEntry.weight(entry.key.length, encoded == null ? 0 : encoded.length);
                action.accept(entry);
            }
        }
        return true;
    }

    /** What is wanted, in the order of the store; many rows can have the same key. */
    private List<Wanted> eachOnce() {
        wanted.sort(Comparator.comparing(Wanted::storeKey, Arrays::compareUnsigned));
        List<Wanted> once = new ArrayList<>(wanted.size());
        byte[] last = null;
        for (Wanted next : wanted) {
            if (last == null || !Arrays.equals(last, next.storeKey())) {
                once.add(next);
            }
            last = next.storeKey();
        }
        return once;
    }

    private void fill(CacheEntry entry, byte @Nullable [] encoded) {
        if (encoded != null) {
            entry.holdEncoded(encoded, values.deadlineMillis(encoded));
        }
    }

    /**
     * Visits those that the cache does not know, once each. The visitor may change the entry that it sees, which brings it into the
     * cache and, by eviction, into the store: so what was replayed comes last. A key of it that is passed is not met again, and the
     * cursor shows the store as it was.
     */
    void forEachNotIn(StateCache cache, EntryVisitor visitor) throws Exception {
        try (WorkingStore.Cursor cursor = store.scan(space, StateTable.NO_BYTES)) {
            while (cursor.next()) {
                CacheEntry entry = entry(cursor.key(), cursor.value());
                if (!isInMemory(cache, entry.key, 0, entry.key.length, entry.hash)) {
                    visitor.visit(entry);
                }
            }
        }
        replayed.forEachNotIn(cache, visitor);
    }

    /** Sees entries that do not come into the cache. */
    interface EntryVisitor {
        void visit(CacheEntry entry) throws Exception;
    }

    /** About how many bytes they take in the store. */
    long bytes() {
        return store.bytes(space);
    }

    /** One as it is stored. */
    CacheEntry entry(byte[] storeKey, byte[] encoded) {
        byte[] key = Arrays.copyOfRange(storeKey, StoreKeys.VALUE_PREFIX, storeKey.length);
        CacheEntry entry = new CacheEntry(table, key, KeyGroups.hash(key, 0, key.length));
        fill(entry, encoded);
        return entry;
    }
}
