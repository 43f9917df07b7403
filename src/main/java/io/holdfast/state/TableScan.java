package io.holdfast.state;

import java.util.ArrayList;
import java.util.List;

/**
 * One visit to every key of a table: first those in the cache, then those that are not. Entries
 * that are cached at the start stay so until the end; otherwise one that is evicted on the way would be met again in
 * the store. What is read there does not enter the cache unless the visitor changes it.
 */
final class TableScan {

    private final StateTable table;
    private final StateCache cache;
    private final StoredEntries stored;

    TableScan(StateTable table, StateCache cache, StoredEntries stored) {
        this.table = table;
        this.cache = cache;
        this.stored = stored;
    }

    void forEach(StateTable.EntryVisitor visitor) throws Exception {
        boolean allKeysCached = table.allKeysCached();
        List<CacheEntry> cached = hold();
        for (CacheEntry entry : cached) {
            if (entry.exists) {
                table.visit(entry, visitor);
            }
        }
        if (!allKeysCached) {
            stored.forEachNotIn(cache, entry -> table.visit(entry, visitor));
        }
        cached.forEach(entry -> entry.held = false);
    }

    private List<CacheEntry> hold() {
        List<CacheEntry> cached = new ArrayList<>(cache.size());
        cache.forEach(entry -> {
            entry.held = true;
            cached.add(entry);
        });
        return cached;
    }
}
