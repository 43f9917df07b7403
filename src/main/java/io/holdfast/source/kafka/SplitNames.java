package io.holdfast.source.kafka;

import io.holdfast.failure.SourceException;
import org.apache.kafka.common.TopicPartition;

/** The one place where names of splits, such as {@code clicks-3}, are built and parsed. */
final class SplitNames {

    private SplitNames() {}

    static String name(TopicPartition partition) {
        return partition.topic() + "-" + partition.partition();
    }

    /** A topic may hold dashes, a partition number cannot: the last dash parts them. */
    static TopicPartition parse(String split) {
        int dash = split.lastIndexOf('-');
        try {
            if (dash > 0) {
                TopicPartition partition =
                        new TopicPartition(split.substring(0, dash), Integer.parseInt(split.substring(dash + 1)));
                if (name(partition).equals(split)) {
                    return partition;
                }
            }
        } catch (NumberFormatException e) {
            throw notASplit(split, e);
        }
        throw notASplit(split, null);
    }

    private static SourceException notASplit(String split, @org.jspecify.annotations.Nullable Throwable cause) {
        String message = "the checkpoint holds a position of '" + split
                + "', which is not <topic>-<partition>; was this source of another kind before?";
        return cause == null ? new SourceException(message) : new SourceException(message, cause);
    }
}
