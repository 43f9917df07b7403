package io.holdfast.source.queue;

import java.util.ArrayList;
import java.util.List;

/** All batches ever put in, and the offset at which each starts. Thread-safe. */
final class QueuedBatches<T> {

    private final List<QueuedBatch<T>> batches = new ArrayList<>();
    private long end;

    record QueuedBatch<T>(long offset, List<T> records) {}

    synchronized void add(List<? extends T> records) {
        batches.add(new QueuedBatch<>(end, List.copyOf(records)));
        end += records.size();
    }

    synchronized int size() {
        return batches.size();
    }

    synchronized QueuedBatch<T> batch(int index) {
        return batches.get(index);
    }
}
