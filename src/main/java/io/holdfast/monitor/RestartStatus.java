package io.holdfast.monitor;

import org.jspecify.annotations.Nullable;

/**
 * A start of the process, or a restart of the engine in it.
 *
 * @param atMillis when, since the epoch
 * @param cause what failed; null for the start of the process
 * @param fromBatch the committed batch that the engine went back to; -1 if there was none
 * @param attempt of a restart, counted from 1 within the retry budget; 0 for the start of the process
 * @param readyAfterMillis how long it took until batches ran again; null while they do not
 */
public record RestartStatus(
        long atMillis, @Nullable String cause, long fromBatch, int attempt, @Nullable Double readyAfterMillis) {

    RestartStatus ready(long batch, double millis) {
        return new RestartStatus(atMillis, cause, attempt == 0 ? batch : fromBatch, attempt, millis);
    }
}
