package io.holdfast.common;

/** The one clock of the engine. Production uses {@link #SYSTEM}; tests move a manual one. Thread-safe. */
public interface TimeSource {

    /** Wall-clock time in milliseconds since the epoch; may jump in either direction. */
    long wallMillis();

    /** Elapsed time in nanoseconds from an arbitrary origin; never goes back. */
    long monotonicNanos();

    TimeSource SYSTEM = new TimeSource() {
        @Override
        public long wallMillis() {
            return System.currentTimeMillis();
        }

        @Override
        public long monotonicNanos() {
            return System.nanoTime();
        }
    };
}
