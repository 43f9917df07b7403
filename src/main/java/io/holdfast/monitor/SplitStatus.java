package io.holdfast.monitor;

import org.jspecify.annotations.Nullable;

/**
 * A split of a source.
 *
 * @param split its name
 * @param next the offset that is read next
 * @param end the offset after the last record that was there when the last batch was planned; null if the source cannot tell
 * @param behindSinceMillis since when the next record has waited, since the epoch; null if none does
 * @param atLeast whether it may have waited for longer: it was there when the job started
 */
public record SplitStatus(
        String split, long next, @Nullable Long end, @Nullable Long behindSinceMillis, boolean atLeast) {}
