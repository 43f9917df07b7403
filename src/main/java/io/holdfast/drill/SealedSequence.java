package io.holdfast.drill;

import io.holdfast.checkpoint.CheckpointReader;
import io.holdfast.format.BatchFileReader;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The output that batches sealed for one sink, one record after the other. */
final class SealedSequence {

    private final CheckpointReader archive;
    private final String sink;
    private final long last;
    private long batch;
    private int index;
    private List<byte[]> records = List.of();

    /** Begins with the first record of a batch, or of the next one that has any. */
    SealedSequence(CheckpointReader archive, String sink, long first, long last) {
        this.archive = archive;
        this.sink = sink;
        this.last = last;
        moveTo(first, 0);
    }

    /** Goes on with this record, or with the first one after it. */
    void moveTo(long toBatch, long toIndex) {
        if (toBatch != batch || records.isEmpty()) {
            batch = toBatch;
            records = batch <= last ? read() : List.of();
        }
        index = (int) Math.min(toIndex, records.size());
        while (index == records.size() && batch < last) {
            batch++;
            index = 0;
            records = read();
        }
    }

    private List<byte[]> read() {
        try (BatchFileReader file = archive.open(batch)) {
            return SealedOutbox.records(file, sink);
        }
    }

    /** The record at hand; null after the last one. */
    byte @Nullable [] record() {
        return index < records.size() ? records.get(index) : null;
    }

    void next() {
        moveTo(batch, index + 1);
    }

    long batch() {
        return batch;
    }

    int index() {
        return index;
    }

    /** How many records the batch at hand has. */
    int size() {
        return records.size();
    }

    /** Negative if the place is before the record at hand, 0 if it is that, positive if it comes later. */
    int compare(long otherBatch, long otherIndex) {
        return otherBatch == batch ? Long.compare(otherIndex, index) : Long.compare(otherBatch, batch);
    }
}
