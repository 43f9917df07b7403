package io.holdfast.monitor;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A source.
 *
 * @param name its name
 * @param kind such as {@code kafka}; empty if nobody said
 * @param records read in this process
 * @param splitCount how many splits are known
 * @param unreadRecords about how many records were there that the last batch did not read; null if the source cannot tell
 * @param behindSinceMillis since when the record that has waited longest has waited, since the epoch; null if none does
 * @param atLeast whether it may have waited for longer
 * @param recordLimit about how many records the last batch was allowed to read; null if the source cannot tell what it has
 * @param limited whether that, or speed, kept it from reading all
 * @param receiverFailures how often its receivers have failed in this process
 * @param splits those with the most unread records first, then by name, at most {@value #LISTED}
 */
public record SourceStatus(
        String name,
        String kind,
        long records,
        int splitCount,
        @Nullable Long unreadRecords,
        @Nullable Long behindSinceMillis,
        boolean atLeast,
        @Nullable Long recordLimit,
        boolean limited,
        long receiverFailures,
        List<SplitStatus> splits) {

    /** How many splits are listed. */
    public static final int LISTED = 200;
}
