package io.holdfast.driver;

import io.holdfast.execution.Runner;
import io.holdfast.execution.StateUse;

/** What the state takes, measured once a second: short batches would pay for it. Used by the driver. */
final class StateGauge {

    private static final long INTERVAL_NANOS = 1_000_000_000L;

    private final Runner runner;
    private StateUse last = StateUse.UNKNOWN;
    private long lastNanos;

    StateGauge(Runner runner) {
        this.runner = runner;
    }

    /** As of now, or of a moment ago. */
    StateUse use(long nanos) throws Exception {
        if (last.equals(StateUse.UNKNOWN) || nanos - lastNanos >= INTERVAL_NANOS) {
            last = runner.use();
            lastNanos = nanos;
        }
        return last;
    }
}
