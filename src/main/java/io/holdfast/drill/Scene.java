package io.holdfast.drill;

import io.holdfast.drill.network.Network;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where and when faults happen.
 *
 * @param startNanos when the drill began, on the monotonic clock
 * @param archive knows the newest batch
 * @param moments finds what to aim at
 * @param network between the job and its brokers; null if nothing is to happen to it
 */
record Scene(long startNanos, Archive archive, Moments moments, @Nullable Network network) {

    /** The record of a fault that was injected at that instant. */
    FaultPoint point(
            FaultKind kind,
            String aim,
            Instant at,
            long atNanos,
            long afterBatch,
            boolean tookEffect,
            RunningJob.@Nullable Recovery recovery,
            String note) {
        return new FaultPoint(
                kind,
                aim,
                at,
                RunningJob.millis(atNanos - startNanos),
                afterBatch,
                tookEffect,
                recovery == null ? null : recovery.readyMillis(),
                recovery == null ? null : recovery.batchMillis(),
                note);
    }

    /** The newest batch now. */
    long newestBatch() {
        archive.collect();
        return archive.last();
    }
}
