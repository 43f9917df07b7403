package io.holdfast.status;

import org.jspecify.annotations.Nullable;

/**
 * A copy of a batch that somebody asked the job for.
 *
 * @param target the directory, as it was given
 * @param batch null until the copy is complete
 * @param error why there is none; null if nothing is wrong
 */
public record SavepointView(String target, long begunMillis, @Nullable Long batch, @Nullable String error) {

    public static SavepointView begun(String target, long begunMillis) {
        return new SavepointView(target, begunMillis, null, null);
    }

    public SavepointView complete(long ofBatch) {
        return new SavepointView(target, begunMillis, ofBatch, null);
    }

    public SavepointView failed(String why) {
        return new SavepointView(target, begunMillis, null, why);
    }
}
