package io.holdfast.monitor;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The newest {@value #CAPACITY} batches. One thread at a time writes, any number read: nobody waits, and a row is replaced, never
 * changed.
 */
public final class BatchHistory {

    /** How many batches are kept. */
    public static final int CAPACITY = 1_000;

    private final AtomicReferenceArray<@Nullable BatchRow> rows = new AtomicReferenceArray<>(CAPACITY);
    private volatile long newest = -1;
    private long changes;

    /** The number of the next change. */
    long nextChange() {
        return ++changes;
    }

    void add(BatchRow row) {
        rows.set(slot(row.batch()), row);
        newest = row.batch();
    }

    /** A batch got where its output goes; nothing happens if it is no longer kept. */
    void published(long batch, double millis) {
        BatchRow row = find(batch);
        if (row != null) {
            rows.set(slot(batch), row.published(nextChange(), millis));
        }
    }

    @Nullable
    BatchRow find(long batch) {
        BatchRow row = rows.get(slot(batch));
        return row != null && row.batch() == batch ? row : null;
    }

    private static int slot(long batch) {
        return (int) Math.floorMod(batch, (long) CAPACITY);
    }

    /** The rows that changed after this change, in the order of their batches; 0 for all. */
    public List<BatchRow> since(long change) {
        List<BatchRow> found = new ArrayList<>();
        for (int slot = 0; slot < CAPACITY; slot++) {
            BatchRow row = rows.get(slot);
            if (row != null && row.change() > change) {
                found.add(row);
            }
        }
        found.sort(Comparator.comparingLong(BatchRow::batch));
        return found;
    }

    /** So many of the newest rows, the oldest of them first. */
    public List<BatchRow> newest(int most) {
        List<BatchRow> found = new ArrayList<>();
        for (long batch = newest; batch > newest - Math.min(most, CAPACITY) && batch >= 0; batch--) {
            BatchRow row = find(batch);
            if (row != null) {
                found.add(0, row);
            }
        }
        return found;
    }
}
