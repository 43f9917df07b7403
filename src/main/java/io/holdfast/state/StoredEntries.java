package io.holdfast.state;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The entries of a table as the working store has them; none is in the cache. */
final class StoredEntries {

    private final StateTable table;
    private final int space;
    private final WorkingStore store;
    private final EncodedValues values;

    StoredEntries(StateTable table, int space, WorkingStore store, EncodedValues values) {
        this.table = table;
        this.space = space;
        this.store = store;
        this.values = values;
    }

    /** Fills a new entry with what is stored of its key. */
    void fill(CacheEntry entry) {
        fill(entry, store.get(space, StoreKeys.value(entry.key, entry.hash)));
    }

    /** New entries, filled, of those keys of some rows that are not in the cache; as often as there are rows of them. */
    List<CacheEntry> missing(StateCache cache, KeyRows keys, int from, int until) {
        List<CacheEntry> missing = new ArrayList<>();
        for (int row = from; row < until; row++) {
            byte[] bytes = keys.keyBytes(row);
            int start = keys.keyStart(row);
            int end = start + keys.keyLength(row);
            if (cache.find(bytes, start, end - start, keys.hash(row)) == null) {
                missing.add(new CacheEntry(table, Arrays.copyOfRange(bytes, start, end), keys.hash(row)));
            }
        }
        fill(missing);
        return missing;
    }

    /** Asks for all together, which costs less than one after the other. */
    private void fill(List<CacheEntry> entries) {
        if (entries.isEmpty()) {
            return;
        }
        List<byte @Nullable []> found = store.getAll(
                space,
                entries.stream()
                        .map(entry -> StoreKeys.value(entry.key, entry.hash))
                        .toList());
        for (int i = 0; i < entries.size(); i++) {
            fill(entries.get(i), found.get(i));
        }
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
