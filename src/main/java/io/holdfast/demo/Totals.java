package io.holdfast.demo;

import java.time.Instant;
import java.util.Map;

/**
 * What the state of the job says after a batch.
 *
 * @param batch which
 * @param time its time
 * @param clicks in all splits
 * @param sales by category
 * @param endedSessions how many
 * @param keys how many keys the operators have that this was read from
 */
record Totals(long batch, Instant time, long clicks, Map<Category, Sales> sales, long endedSessions, int keys) {

    long cents() {
        return sales.values().stream().mapToLong(Sales::cents).sum();
    }
}
