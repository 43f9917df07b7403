package io.holdfast.state;

/**
 * Brings the keys of many rows into a table's cache before they are looked up: hints, for speed. Of a state that is larger than its
 * cache, keys that are neighbours in the store cost less together; but what comes into the cache must not go again before it is used.
 * Used by the shard's worker only.
 */
public final class KeyFetch {

    private static final int MOST_ROWS = 64 << 10;

    /** What one fetch should bring at most, as a part of the cache. */
    private static final long PART_OF_CACHE = 8;

    /** How much smaller a fetch is that follows one that was too large. */
    private static final int FEWER = 4;

    private final StateTable table;
    private final StoredEntries stored;
    private final StateCache cache;
    private final CacheBudget budget;
    private int rowsOfLate = MOST_ROWS;
    private int rowsWanted;
    private boolean hadRoom = true;

    KeyFetch(StateTable table, StoredEntries stored, StateCache cache, CacheBudget budget) {
        this.table = table;
        this.stored = stored;
        this.cache = cache;
        this.budget = budget;
    }

    private long wantedBytes() {
        return budget.room() / PART_OF_CACHE;
    }

    /** How many rows it pays to fetch at once, a multiple of {@link StateTable#AHEAD}. */
    public int rows() {
        long room = wantedBytes() / CacheEntry.weight(0, 0);
        return StateTable.AHEAD * (int) Math.max(1, Math.min(rowsOfLate, room) / StateTable.AHEAD);
    }

    /** Says that the keys of up to {@link StateTable#AHEAD} rows are looked up next. */
    public void readAhead(KeyRows keys, int from, int until) {
        cache.readAhead(keys, from, until);
    }

    /** Adds the keys of some rows to the next fetch; false if there is no room for all of them. */
    public boolean want(KeyRows keys, int from, int until) {
        rowsWanted += until - from;
        hadRoom = hadRoom && (table.allKeysCached() || stored.want(cache, keys, from, until, wantedBytes()));
        return hadRoom;
    }

    /**
     * Fetches what is wanted. Returns how many of its rows to look up before the next fetch: all, or some if they were too large for
     * one fetch, the next of which is smaller.
     */
    public int fetch() {
        boolean complete = stored.fetch(2 * wantedBytes(), table::addUnlessThere) && hadRoom;
        if (!complete) {
            rowsOfLate = Math.max(StateTable.AHEAD, rows() / FEWER);
        } else if (rowsWanted >= rows()) {
            rowsOfLate = Math.min(MOST_ROWS, 2 * rowsOfLate);
        }
        int enough = complete ? rowsWanted : StateTable.AHEAD;
        rowsWanted = 0;
        hadRoom = true;
        return enough;
    }
}
