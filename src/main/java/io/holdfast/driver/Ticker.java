package io.holdfast.driver;

import java.time.Duration;

/**
 * When the next batch begins: at once, then whenever an interval ends. Ticks that were missed, by an overrun or a pause, are
 * not made up for.
 */
final class Ticker {

    private final BatchClock clock;
    private long nextNanos;

    Ticker(BatchClock clock) {
        this.clock = clock;
        this.nextNanos = clock.nowNanos();
    }

    /** Zero or less if the tick is due. */
    Duration untilNext() {
        return Duration.ofNanos(nextNanos - clock.nowNanos());
    }

    /** Lets the ticks until now go by; returns how long it is until the next one. */
    Duration skip() {
        nextNanos = clock.intervalEndNanos();
        return untilNext();
    }

    /** Takes the tick that is due; returns since when, in nanoseconds since the epoch. */
    long take() {
        long due = nextNanos;
        nextNanos = clock.intervalEndNanos();
        return due;
    }
}
