package io.holdfast.driver;

import io.holdfast.common.TimeSource;

/**
 * The time of batches: never before the time of an earlier batch, wall-clock time at the start otherwise, advanced by the
 * monotonic clock inside a process so that a step of the wall clock is not seen.
 */
final class BatchClock {

    private final TimeSource time;
    private final long startMillis;
    private final long startNanos;
    private long lastMillis;

    /** A clock that goes on after a batch time. */
    BatchClock(TimeSource time, long lastMillis) {
        this.time = time;
        this.lastMillis = lastMillis;
        this.startMillis = time.wallMillis();
        this.startNanos = time.monotonicNanos();
    }

    /** The time of a batch that begins now. */
    long nextMillis() {
        long elapsed = (time.monotonicNanos() - startNanos) / 1_000_000;
        lastMillis = Math.max(lastMillis, startMillis + elapsed);
        return lastMillis;
    }
}
