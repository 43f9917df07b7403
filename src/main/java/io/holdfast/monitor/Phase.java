package io.holdfast.monitor;

/** Where a job is in its life. STARTING, then RUNNING; RESTARTING and RUNNING again as often as need be; ENDED for good. */
public enum Phase {
    /** The process is not yet ready for batches. */
    STARTING,
    /** Batches run, or wait for input. */
    RUNNING,
    /** The engine failed and goes back to the last committed batch. */
    RESTARTING,
    /** There will be no more batches. */
    ENDED
}
