package io.holdfast.source.kafka;

import io.holdfast.failure.SourceException;
import java.util.Collection;
import java.util.Map;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;

/** Says what it means for a job when the consumer gives up. */
record PollFailure(String source, Collection<? extends Split<?, ?>> splits) {

    SourceException explain(Throwable failure) {
        if (failure instanceof SourceException known) {
            return known;
        }
        return new SourceException("source " + source + ": " + meaning(failure), failure);
    }

    private String meaning(Throwable failure) {
        if (failure instanceof LogTruncationException truncated) {
            return truncated(truncated.offsetOutOfRangePartitions(), truncated.divergentOffsets());
        }
        if (failure instanceof OffsetOutOfRangeException lost) {
            return "the next offsets to read no longer exist: " + lost.offsetOutOfRangePartitions()
                    + "; retention has overtaken the job, the partition was truncated, or the topic was created again";
        }
        return "reading from Kafka failed: " + failure;
    }

    private static String truncated(Map<TopicPartition, Long> expected, Map<TopicPartition, OffsetAndMetadata> found) {
        StringBuilder message = new StringBuilder("records that this job has read are no longer there:");
        expected.forEach((partition, offset) -> {
            OffsetAndMetadata divergence = found.get(partition);
            message.append(' ').append(partition).append(" goes on at offset ").append(offset);
            message.append(
                    divergence == null
                            ? ", of a leader epoch that the brokers do not know"
                            : ", but differs from what was read from offset " + divergence.offset() + " on");
            message.append(';');
        });
        return message.append(
                        " the partition was truncated, as by an unclean leader election. Go back to a batch before"
                                + " that with fork, or give the source a new name to start over")
                .toString();
    }
}
