package io.holdfast.driver;

import io.holdfast.common.TimeSource;
import java.time.Duration;

/** When the next batch begins. Ticks that were missed, by an overrun or a pause, are not made up for. */
final class Ticker {

    private final TimeSource time;
    private final long intervalNanos;
    private long nextNanos;

    Ticker(TimeSource time, Duration interval) {
        this.time = time;
        this.intervalNanos = interval.toNanos();
        this.nextNanos = time.monotonicNanos();
    }

    /** Zero or less if the tick is due. */
    Duration untilNext() {
        return Duration.ofNanos(nextNanos - time.monotonicNanos());
    }

    /** Takes the tick that is due. */
    void take() {
        long now = time.monotonicNanos();
        long following = nextNanos + intervalNanos;
        nextNanos = following - now > 0 ? following : now + intervalNanos;
    }
}
