package io.holdfast.chaos;

import io.holdfast.chaos.SumsChecker.Sum;
import io.holdfast.kafka.KafkaCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.LongDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** A plain consumer that reads the committed sums of a topic once, from the beginning on. */
final class TopicTail implements AutoCloseable {

    private final KafkaConsumer<String, Long> consumer;
    private final List<TopicPartition> partitions;
    private final Map<String, Integer> partitionOf = new HashMap<>();

    TopicTail(KafkaCluster broker, String topic) {
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers(), "isolation.level", "read_committed"),
                new StringDeserializer(),
                new LongDeserializer());
        partitions = Outputs.partitions(consumer, topic);
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** What was committed since the last call; the sums of one key in their order. */
    List<Sum> readOn() {
        List<Sum> sums = new ArrayList<>();
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            for (ConsumerRecord<String, Long> found : consumer.poll(Duration.ofMillis(100))) {
                requireOnePartitionPerKey(found);
                sums.add(new Sum(
                        found.key(), found.value(), found.topic() + "-" + found.partition() + "@" + found.offset()));
            }
        }
        return sums;
    }

    /** Only within a partition is there an order to check. */
    private void requireOnePartitionPerKey(ConsumerRecord<String, Long> found) {
        int first = partitionOf.computeIfAbsent(found.key(), key -> found.partition());
        if (first != found.partition()) {
            throw new AssertionError("key " + found.key() + " is in partition " + first + " and, at offset "
                    + found.offset() + ", in partition " + found.partition() + " of " + found.topic());
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
