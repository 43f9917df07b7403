package io.holdfast.driver;

import java.time.Duration;

/**
 * How many records a batch may read, so that it takes about the batch interval: from what a record cost in the batches before it.
 * Begins small, goes on after a restart from what the checkpoint says, so that the first batch after a long downtime is not
 * the largest, and grows with what is measured.
 */
final class BatchSizer {

    private static final long INITIAL_RECORDS = 50_000;
    private static final long SMALLEST_RECORDS = 1_000;
    private static final double WEIGHT_OF_NEWEST = 0.4;

    /** However fast a small batch was, the next one is at most so many times as large. */
    private static final long MOST_TIMES = 16;

    private final long maxRecords;
    private final double intervalNanos;
    private final long cutFrom;
    private long limit;
    private long readNanos;

    /** How long a batch usually still takes when the time for reading is up: timeouts, what operators do at its end, sealing. */
    private double restNanos;

    private double usualNanosPerRecord = Double.MAX_VALUE;

    /** No batch has been slower than the one before it yet. */
    private boolean warmsUp = true;

    /**
     * A sizer that goes on from what earlier batches suggested.
     *
     * @param suggested a limit; 0 if there was no batch before
     * @param cutFrom from how many records on a batch that takes too long can be cut; {@link Long#MAX_VALUE} for none
     */
    BatchSizer(long maxRecords, Duration interval, long suggested, long cutFrom) {
        this.maxRecords = maxRecords;
        this.intervalNanos = interval.toNanos();
        this.cutFrom = cutFrom;
        // One that can be cut begins large enough for that, however many tasks there are.
        long initial = cutFrom == Long.MAX_VALUE ? INITIAL_RECORDS : Math.max(INITIAL_RECORDS, cutFrom);
        this.limit = Math.min(maxRecords, suggested == 0 ? initial : suggested);
    }

    /** How many records are thought to fill an interval. */
    long limit() {
        return limit;
    }

    /** How many records to plan: more, where a batch ends with its time also if it was planned too large. */
    long planned() {
        return limit < cutFrom ? limit : Math.min(maxRecords, limit * MOST_TIMES);
    }

    /**
     * How long a batch that begins now may read so that it ends with an interval, in nanoseconds.
     *
     * @param untilNext how long it is until the next batch is due. If that is soon, the batch may miss it; if it is past, for the batch
     *     waited for something, there is nothing to end with, and it has an interval
     */
    long readNanos(Duration untilNext) {
        double left = untilNext.isNegative() ? intervalNanos : (double) untilNext.toNanos();
        double reading = left - restNanos;
        readNanos = (long) (reading < intervalNanos / 4 ? reading + intervalNanos : reading);
        return readNanos;
    }

    /**
     * Learns from a batch; one that was too small to fill its interval says little.
     *
     * @param isCut whether it ended because its time was up
     */
    void ran(long records, long nanos, boolean isCut) {
        if (isCut) {
            double rest = Math.max(0, Math.min(intervalNanos / 2, (double) (nanos - readNanos)));
            restNanos += WEIGHT_OF_NEWEST * (rest - restNanos);
        }
        long informative = Math.max(1, Math.min(SMALLEST_RECORDS, limit / 2));
        if (records < informative || nanos <= 0) {
            return;
        }
        learn((double) nanos / records);
        long wanted = (long) (intervalNanos / usualNanosPerRecord);
        limit = Math.min(maxRecords, Math.max(SMALLEST_RECORDS, Math.min(wanted, limit * MOST_TIMES)));
    }

    /**
     * Batches of equal size differ, for some also write back what the next snapshot needs: what counts is what a record costs on average.
     * But as long as a job warms up, each batch is faster than those before it, which then say nothing about the next.
     */
    private void learn(double nanosPerRecord) {
        warmsUp = warmsUp && nanosPerRecord < usualNanosPerRecord;
        usualNanosPerRecord = warmsUp
                ? nanosPerRecord
                : usualNanosPerRecord + WEIGHT_OF_NEWEST * (nanosPerRecord - usualNanosPerRecord);
    }
}
