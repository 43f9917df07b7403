package io.holdfast.simulation;

import io.holdfast.common.TimeSource;

/** A clock that shows whole seconds: what takes a moment longer in one run than in another happens at the same time. */
record WholeSeconds(TimeSource time) implements TimeSource {

    private static final long SECOND_NANOS = 1_000_000_000L;

    @Override
    public long wallMillis() {
        return time.wallMillis() / 1000 * 1000;
    }

    @Override
    public long monotonicNanos() {
        return Math.floorDiv(time.monotonicNanos(), SECOND_NANOS) * SECOND_NANOS;
    }
}
