package io.holdfast.state;

import java.util.ArrayList;
import java.util.List;

/**
 * The memory that the tables of a shard share. Evicts several entries at a time, so that writes to the working store come in groups,
 * but not so many that a batch would wait for them.
 */
final class CacheBudget {

    /** How much is evicted at a time, unless it is more than an eighth of the limit. */
    private static final long STEP_BYTES = 1 << 20;

    /** Slots of one table that are swept before it is the next table's turn. */
    private static final int TURN_SLOTS = 1024;

    private final long limit;
    private final WriteBack writeBack;
    private final List<StateTable> tables = new ArrayList<>();
    private long bytes;
    private int turn;
    private volatile long published;

    CacheBudget(long limit, WriteBack writeBack) {
        this.limit = limit;
        this.writeBack = writeBack;
    }

    /** How much the cache can hold, with what was replayed besides. */
    long room() {
        return limit - writeBack.replayedBytes();
    }

    void share(StateTable table) {
        tables.add(table);
    }

    void add(CacheEntry entry) {
        bytes += entry.weight;
        entry.table.cacheBytes += entry.weight;
    }

    void reweigh(CacheEntry entry, int weight) {
        bytes += weight - entry.weight;
        entry.table.cacheBytes += weight - entry.weight;
        entry.weight = weight;
    }

    /**
     * Called when a table has replayed more: that takes its part of the limit until it is written, which is at once if it leaves
     * less than a quarter to the cache.
     */
    void makeRoomForReplayed() {
        writeBack.countReplayed();
        if (writeBack.replayedBytes() > limit / 4 * 3) {
            writeBack.writeReplayed();
        }
    }

    /** Called at the end of a batch: entries that were there have become heavier, even if none was added. */
    void makeRoomForGrowth() {
        if (total() > limit + STEP_BYTES) {
            makeRoom();
        }
    }

    /** Called before an entry is added. */
    void makeRoom() {
        if (total() > limit) {
            evictTo(limit - Math.min(limit / 8, STEP_BYTES));
        }
    }

    private long total() {
        return bytes + writeBack.replayedBytes();
    }

    private void evictTo(long target) {
        long turnsLeft = 2L * tables.stream().mapToLong(CacheBudget::turns).sum();
        for (; total() > target && turnsLeft > 0; turnsLeft--) {
            StateTable table = tables.get(turn);
            turn = (turn + 1) % tables.size();
            bytes -= table.evict(TURN_SLOTS, total() - target);
        }
        writeBack.apply();
        publish();
    }

    private static long turns(StateTable table) {
        return table.slots() / TURN_SLOTS + 1L;
    }

    /** Shows other threads how much is used. */
    void publish() {
        published = total();
    }

    /** As of the last {@link #publish}. Thread-safe. */
    long published() {
        return published;
    }
}
