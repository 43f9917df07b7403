package io.holdfast.source.kafka;

import io.holdfast.format.OffsetRange;
import io.holdfast.format.SplitPosition;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Where this process begins with a partition.
 *
 * @param partition the partition
 * @param topicId the id of its topic
 * @param offset the first offset to read
 * @param epoch the leader epoch of the record before it, by which brokers find out that they have lost it
 * @param end the offset up to which records were readable when this was found out
 * @param lost what should have been read before; empty, at the old position, if nobody knows how much that is
 */
record SplitStart(
        TopicPartition partition,
        String topicId,
        long offset,
        @Nullable Integer epoch,
        long end,
        @Nullable OffsetRange lost) {

    SplitPosition position() {
        TreeMap<String, String> attributes = new TreeMap<>();
        attributes.put(Split.TOPIC_ID, topicId);
        if (epoch != null) {
            attributes.put(Split.LEADER_EPOCH, epoch.toString());
        }
        return new SplitPosition(SplitNames.name(partition), offset, attributes);
    }
}
