package io.holdfast.simulation;

import io.holdfast.common.TimeSource;

/** A clock whose wall time stands still. */
record FrozenTime(TimeSource time, long wallMillis) implements TimeSource {

    @Override
    public long monotonicNanos() {
        return time.monotonicNanos();
    }
}
