package io.holdfast.driver;

import java.time.Duration;

/**
 * How many records a batch may read, so that it takes about the batch interval: from the rate of the batches before it.
 * Begins small, goes on after a restart from what the checkpoint says, so that the first batch after a long downtime is not
 * the largest, and can quadruple from batch to batch.
 */
final class BatchSizer {

    private static final long INITIAL_RECORDS = 50_000;
    private static final long SMALLEST_RECORDS = 1_000;
    private static final double TARGET_LOAD = 0.9;
    private static final double WEIGHT_OF_NEWEST = 0.4;

    private final long maxRecords;
    private final double intervalNanos;
    private long limit;
    private double recordsPerNano;

    /**
     * A sizer that goes on from what earlier batches suggested.
     *
     * @param suggested a limit; 0 if there was no batch before
     */
    BatchSizer(long maxRecords, Duration interval, long suggested) {
        this.maxRecords = maxRecords;
        this.intervalNanos = interval.toNanos();
        this.limit = Math.min(maxRecords, suggested == 0 ? INITIAL_RECORDS : suggested);
    }

    long limit() {
        return limit;
    }

    /** Learns from a batch; one that was too small to fill its interval says little about the rate. */
    void ran(long records, long nanos) {
        if (records < SMALLEST_RECORDS || nanos <= 0) {
            return;
        }
        double rate = (double) records / nanos;
        recordsPerNano = recordsPerNano == 0 ? rate : recordsPerNano + WEIGHT_OF_NEWEST * (rate - recordsPerNano);
        long wanted = (long) (Math.max(rate, recordsPerNano) * intervalNanos * TARGET_LOAD);
        limit = Math.min(maxRecords, Math.max(SMALLEST_RECORDS, Math.min(wanted, limit * 4)));
    }
}
