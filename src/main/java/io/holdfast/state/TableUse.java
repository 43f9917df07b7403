package io.holdfast.state;

/**
 * About what a table of state takes in one shard, or in all.
 *
 * @param cacheBytes in memory, outside the working store
 * @param storeBytes in the working store; 0 where that cannot tell
 */
public record TableUse(long cacheBytes, long storeBytes) {

    /** Both together. */
    public TableUse plus(TableUse other) {
        return new TableUse(cacheBytes + other.cacheBytes, storeBytes + other.storeBytes);
    }
}
