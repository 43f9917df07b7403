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

    /** In records per nanosecond. */
    private double usualRate;

    private double bestRate;

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
        long informative = Math.max(1, Math.min(SMALLEST_RECORDS, limit / 2));
        if (records < informative || nanos <= 0) {
            return;
        }
        double rate = (double) records / nanos;
        usualRate = usualRate == 0 ? rate : usualRate + WEIGHT_OF_NEWEST * (rate - usualRate);
        long wanted = (long) (expectedRate(rate, nanos) * intervalNanos);
        bestRate = Math.max(bestRate, rate);
        limit = Math.min(maxRecords, Math.max(SMALLEST_RECORDS, Math.min(wanted, limit * MOST_TIMES)));
    }

    /**
     * Batches of equal size differ, for some also write back what the next snapshot needs: what counts is what was usual of late. But
     * a batch that was faster than all before it is one of a job that warms up. Its rate counts then; and if it left much of its
     * interval unused, the next is expected to be faster by as much again. Else each of the first batches, run by code that is
     * compiled meanwhile, would be too small for its interval.
     */
    private double expectedRate(double rate, long nanos) {
        if (rate <= bestRate) {
            return usualRate;
        }
        double growth = bestRate == 0 ? FASTEST_GROWTH : Math.min(FASTEST_GROWTH, rate / bestRate);
        return nanos < intervalNanos / 2 ? rate * growth : rate;
    }
}
