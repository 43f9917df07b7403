package io.holdfast.monitor;

import org.jspecify.annotations.Nullable;

/**
 * An operator with state.
 *
 * @param name its name
 * @param keys with state
 * @param changed entries that the last batch has put or deleted
 * @param deltaBytes what they take in its file
 * @param cacheBytes about what its state takes in memory
 * @param storeBytes about what it takes in RocksDB
 * @param watermarkMillis its watermark, since the epoch; null if it has none
 */
public record OperatorStatus(
        String name,
        long keys,
        long changed,
        long deltaBytes,
        long cacheBytes,
        long storeBytes,
        @Nullable Long watermarkMillis) {}
