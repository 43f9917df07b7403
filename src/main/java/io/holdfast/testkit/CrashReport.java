package io.holdfast.testkit;

import java.time.Duration;

/**
 * What {@link CrashEverywhere} has done, when nothing was wrong.
 *
 * @param batches steps of the run without a crash; in each at most one batch ran
 * @param records what that run published, over all sinks
 * @param keys of state that that run left, over all operators
 * @param points places in the protocol at which a process died, each counted once
 * @param crashes deaths whose consequences were gone through to the end
 * @param equal deaths besides these that left the same disk and output as one of them
 * @param took how long all of it took
 */
public record CrashReport(int batches, long records, long keys, int points, int crashes, int equal, Duration took) {

    @Override
    public String toString() {
        return batches + " batches with " + records + " records of output and " + keys + " keys of state survived "
                + (crashes + equal)
                + " crashes at "
                + points + " points of the protocol, of which " + equal + " left what another had left, in "
                + took.toMillis() + " ms";
    }
}
