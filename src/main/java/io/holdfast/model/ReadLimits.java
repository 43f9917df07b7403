package io.holdfast.model;

import java.io.Serializable;

/**
 * How much of a source the batches of a job read at most, besides what they adapt to by themselves. Immutable.
 *
 * @param recordsPerSecond about how many records each second; 0 for no limit
 * @param bytesPerBatch about how many bytes each batch, before decoding; 0 for no limit
 */
public record ReadLimits(long recordsPerSecond, long bytesPerBatch) implements Serializable {

    /** No limits. */
    public static final ReadLimits NONE = new ReadLimits(0, 0);

    public ReadLimits {
        if (recordsPerSecond < 0 || bytesPerBatch < 0) {
            throw new IllegalArgumentException("read limits must not be negative, found " + recordsPerSecond
                    + " records per second and " + bytesPerBatch + " bytes per batch");
        }
    }

    /** About how many records to read each second. What a batch leaves of a second, later ones of the same second may read. */
    public static ReadLimits recordsPerSecond(long records) {
        return new ReadLimits(records, 0);
    }

    /**
     * About how many bytes to read in each batch, by the average size of the records before. For sources that can tell it:
     * Kafka and files; others refuse it at the start.
     */
    public static ReadLimits bytesPerBatch(long bytes) {
        return new ReadLimits(0, bytes);
    }

    /** Both limits. */
    public ReadLimits andBytesPerBatch(long bytes) {
        return new ReadLimits(recordsPerSecond, bytes);
    }
}
