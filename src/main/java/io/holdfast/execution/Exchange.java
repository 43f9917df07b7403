package io.holdfast.execution;

import java.util.ArrayList;
import java.util.List;

/**
 * The shuffle into one input of one wide node: a row of buffers per writing task, a buffer per reading task. Readers
 * take writers in a fixed order, so that the order of records is the same in each run.
 */
final class Exchange {

    private final int readers;
    private final List<RowBuffer[]> writers = new ArrayList<>();

    Exchange(int readers) {
        this.readers = readers;
    }

    /** The buffers of a new writing task, one per reader. Called while the engine is built. */
    RowBuffer[] addWriter() {
        RowBuffer[] buffers = new RowBuffer[readers];
        for (int reader = 0; reader < readers; reader++) {
            buffers[reader] = new RowBuffer();
        }
        writers.add(buffers);
        return buffers;
    }

    /** What was written for a reader. */
    List<RowBuffer> buffersFor(int reader) {
        return writers.stream().map(buffers -> buffers[reader]).toList();
    }

    long size() {
        return writers.stream()
                .mapToLong(buffers -> java.util.Arrays.stream(buffers)
                        .mapToLong(RowBuffer::size)
                        .sum())
                .sum();
    }

    /** Forgets the batch, finished or failed. */
    void clear() {
        for (RowBuffer[] buffers : writers) {
            for (RowBuffer buffer : buffers) {
                buffer.clear();
            }
        }
    }
}
