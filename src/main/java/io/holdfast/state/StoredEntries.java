package io.holdfast.state;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The entries of a table as the working store has them; none is in the cache. */
final class StoredEntries {

    private final StateTable table;
    private final int space;
    private final WorkingStore store;
    private final EncodedValues values;
    private final List<Wanted> wanted = new ArrayList<>();

    StoredEntries(StateTable table, int space, WorkingStore store, EncodedValues values) {
        this.table = table;
        this.space = space;
        this.store = store;
        this.values = values;
    }

    /** A key to be fetched, and the entry that is to be filled. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Wanted(byte[] storeKey, CacheEntry entry) {}

    /** Fills a new entry with what is stored of its key. */
    void fill(CacheEntry entry) {
        fill(entry, store.get(space, StoreKeys.value(entry.key, entry.hash)));
    }

    /** Adds those keys of some rows that are not in the cache to the next {@link #fetch}. */
    void want(StateCache cache, KeyRows keys, int from, int until) {
        for (int row = from; row < until; row++) {
            byte[] bytes = keys.keyBytes(row);
            int start = keys.keyStart(row);
            int end = start + keys.keyLength(row);
            if (cache.find(bytes, start, end - start, keys.hash(row)) == null) {
                CacheEntry entry = new CacheEntry(table, Arrays.copyOfRange(bytes, start, end), keys.hash(row));
                wanted.add(new Wanted(StoreKeys.value(entry.key, entry.hash), entry));
            }
        }
    }

    /**
     * Hands out a new entry, filled, for what was wanted, as often as it was; until they have about so many bytes. Asks in the order
     * of the store: neighbours share the blocks of indexes, filters and data, which costs up to half less than any other order.
     */
    void fetch(long mostBytes, Consumer<CacheEntry> action) {
        wanted.sort(Comparator.comparing(Wanted::storeKey, Arrays::compareUnsigned));
        long bytes = 0;
        for (int from = 0; from < wanted.size() && bytes < mostBytes; from += StateTable.AHEAD) {
            List<Wanted> some = wanted.subList(from, Math.min(wanted.size(), from + StateTable.AHEAD));
            List<byte @Nullable []> found =
                    store.getAll(space, some.stream().map(Wanted::storeKey).toList());
            for (int i = 0; i < found.size(); i++) {
                CacheEntry entry = some.get(i).entry();
                byte[] encoded = found.get(i);
                fill(entry, encoded);
                bytes += encoded == null ? 0 : encoded.length;
                action.accept(entry);
            }
        }
        wanted.clear();
    }

    private void fill(CacheEntry entry, byte @Nullable [] encoded) {
        if (encoded != null) {
            entry.holdEncoded(encoded, values.deadlineMillis(encoded));
        }
    }

    /** All of them. */
    WorkingStore.Cursor scan() {
        return store.scan(space, StateTable.NO_BYTES);
    }

    /** About how many bytes they take. */
    long bytes() {
        return store.bytes(space);
    }

    /** One that a cursor shows. */
    CacheEntry entry(byte[] storeKey, byte[] encoded) {
        byte[] key = Arrays.copyOfRange(storeKey, StoreKeys.VALUE_PREFIX, storeKey.length);
        CacheEntry entry = new CacheEntry(table, key, KeyGroups.hash(key, 0, key.length));
        fill(entry, encoded);
        return entry;
    }
}
