package io.holdfast.driver;

import io.holdfast.common.TimeSource;
import java.time.Duration;

/**
 * The time of batches, a multiple of the batch interval: never before the time of an earlier batch, wall-clock time at the
 * start otherwise, advanced by the monotonic clock inside a process so that a step of the wall clock is not seen.
 */
final class BatchClock {

    private final TimeSource time;
    private final long intervalMillis;
    private final long startMillis;
    private final long startNanos;
    private long lastMillis;

    /** A clock that goes on after a batch time. */
    BatchClock(TimeSource time, Duration interval, long lastMillis) {
        this.time = time;
        this.intervalMillis = interval.toMillis();
        this.lastMillis = lastMillis;
        this.startMillis = time.wallMillis();
        this.startNanos = time.monotonicNanos();
    }

    /** The time of a batch that begins now: that of the interval that has just passed. */
    long nextMillis() {
        lastMillis = Math.max(lastMillis, aligned(nowNanos() / 1_000_000, intervalMillis));
        return lastMillis;
    }

    /** The time now, in nanoseconds since the epoch. */
    long nowNanos() {
        return startMillis * 1_000_000 + time.monotonicNanos() - startNanos;
    }

    /** When the interval ends that is under way, in nanoseconds since the epoch. */
    long intervalEndNanos() {
        return (aligned(nowNanos() / 1_000_000, intervalMillis) + intervalMillis) * 1_000_000;
    }

    /** The last multiple of the interval at or before a time. */
    static long aligned(long millis, long intervalMillis) {
        return Math.floorDiv(millis, intervalMillis) * intervalMillis;
    }
}
