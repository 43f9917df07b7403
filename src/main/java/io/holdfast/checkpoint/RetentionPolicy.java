package io.holdfast.checkpoint;

import io.holdfast.common.Check;
import java.time.Duration;

/**
 * Which batches stay restorable: those that are among the newest, and those that are young; one of the two is enough.
 *
 * @param batches how many of the newest batches in which operators ran; at least 1
 * @param age batches whose batch time is at most so long before that of the newest; zero keeps none for its age
 */
public record RetentionPolicy(int batches, Duration age) {

    public RetentionPolicy {
        Check.that(batches >= 1, "retain at least one batch, not %d", batches);
        Check.that(!age.isNegative(), "retain batches of at least no age, not %s", age);
    }

    /** The newest batches, however old. */
    public static RetentionPolicy newest(int batches) {
        return new RetentionPolicy(batches, Duration.ZERO);
    }
}
