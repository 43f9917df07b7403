package io.holdfast.bench;

import io.holdfast.common.TimeSource;
import java.util.concurrent.atomic.AtomicLong;

/**
 * When a job has seen its first record, and how much processor time it had used by then. Thread-safe; costs a look at a field for each
 * further record.
 */
final class FirstRecord {

    private final Runnable action;
    private final AtomicLong nanos = new AtomicLong();
    private volatile double cpuSeconds;

    /** The action runs when it comes. */
    FirstRecord(Runnable action) {
        this.action = action;
    }

    void seen() {
        if (nanos.get() == 0 && nanos.compareAndSet(0, TimeSource.SYSTEM.monotonicNanos())) {
            cpuSeconds = Usage.cpuSeconds();
            action.run();
        }
    }

    /** Seconds since then. */
    double seconds() {
        return (TimeSource.SYSTEM.monotonicNanos() - nanos.get()) / 1e9;
    }

    /** Processor time since then, in seconds. */
    double cpuSeconds() {
        return Usage.cpuSeconds() - cpuSeconds;
    }
}
