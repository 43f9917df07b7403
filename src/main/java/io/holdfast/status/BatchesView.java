package io.holdfast.status;

import io.holdfast.monitor.BatchRow;
import java.util.List;

/**
 * What {@code /api/v1/batches} says.
 *
 * @param processMillis tells one process from the next: its numbers of changes begin anew
 * @param change the newest change; ask for what is newer with {@code ?since=}
 * @param batches the oldest first
 */
record BatchesView(long processMillis, long change, List<BatchRow> batches) {

    static BatchesView of(long processMillis, long since, List<BatchRow> batches) {
        return new BatchesView(
                processMillis,
                batches.stream().mapToLong(BatchRow::change).max().orElse(since),
                batches);
    }
}
