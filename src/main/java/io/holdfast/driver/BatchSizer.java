package io.holdfast.driver;

import java.time.Duration;

/**
 * How many records a batch may read, so that it takes about the batch interval: from the rate of the batches before it.
 * Begins small, goes on after a restart from what the checkpoint says, so that the first batch after a long downtime is not
 * the largest, and grows with the rate that is measured.
 */
final class BatchSizer {

    private static final long INITIAL_RECORDS = 50_000;
    private static final long SMALLEST_RECORDS = 1_000;
    private static final double WEIGHT_OF_NEWEST = 0.4;

    /** A JVM that warms up is at most about so much faster in the next batch. */
    private static final double FASTEST_GROWTH = 2;

    /** However fast a small batch was, the next one is at most so many times as large. */
    private static final long MOST_TIMES = 16;

    private final long maxRecords;
    private final double intervalNanos;
    private long limit;
    private double recordsPerNano;
    private double lastRate;

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
        double expected = nanos < intervalNanos ? rate * growth(rate) : rate;
        recordsPerNano = recordsPerNano == 0 ? rate : recordsPerNano + WEIGHT_OF_NEWEST * (rate - recordsPerNano);
        lastRate = rate;
        long wanted = (long) (Math.max(expected, recordsPerNano) * intervalNanos);
        limit = Math.min(maxRecords, Math.max(SMALLEST_RECORDS, Math.min(wanted, limit * MOST_TIMES)));
    }

    /**
     * How much faster the next batch may be than one that left some of its interval unused: as much as that was faster than the one
     * before. Else each of the first batches, run by code that is compiled meanwhile, would be too small for its interval.
     */
    private double growth(double rate) {
        return lastRate == 0 ? FASTEST_GROWTH : Math.max(1, Math.min(FASTEST_GROWTH, rate / lastRate));
    }
}
