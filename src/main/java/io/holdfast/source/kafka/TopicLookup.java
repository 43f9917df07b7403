package io.holdfast.source.kafka;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicPartition;

/** What brokers say about topics. Nothing here waits. Thread-safe. */
interface TopicLookup {

    /** A topic as found: its id, and its partitions, which are numbered from 0. */
    record Topic(String id, int partitions) {}

    /**
     * What a partition holds.
     *
     * @param begin its first offset
     * @param end the offset up to which it can be read at the isolation level
     * @param written the offset after its last record, readable or not
     */
    record Bounds(long begin, long end, long written) {}

    /** The names of all topics. */
    CompletableFuture<Set<String>> allTopics();

    /** The selected topics, by name; those that do not exist are left out. */
    CompletableFuture<Map<String, Topic>> selectedTopics();

    /** The topics of these names; those that do not exist are left out. */
    CompletableFuture<Map<String, Topic>> topics(Collection<String> names);

    /** What these partitions hold. */
    CompletableFuture<Map<TopicPartition, Bounds>> bounds(Collection<TopicPartition> partitions);
}
