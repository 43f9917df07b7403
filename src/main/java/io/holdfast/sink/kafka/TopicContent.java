package io.holdfast.sink.kafka;

import io.holdfast.common.TimeSource;
import io.holdfast.failure.SinkException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What a topic holds for readers of committed records. */
record TopicContent(KafkaSinkOptions options, TimeSource time) {

    private static final Duration POLL = Duration.ofMillis(200);

    /** Reads what is there now, one partition after the other. */
    void read(Duration limit, java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> each) {
        long deadline = time.monotonicNanos() + limit.toNanos();
        try (Consumer<byte[], byte[]> consumer = options.clients().consumer(config())) {
            List<TopicPartition> partitions = consumer.partitionsFor(options.topic(), limit).stream()
                    .map(found -> new TopicPartition(found.topic(), found.partition()))
                    .toList();
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, limit);
            for (TopicPartition partition : partitions) {
                consumer.assign(List.of(partition));
                consumer.seekToBeginning(List.of(partition));
                read(consumer, partition, ends.getOrDefault(partition, 0L), deadline, each);
            }
        }
    }

    private void read(
            Consumer<byte[], byte[]> consumer,
            TopicPartition partition,
            long end,
            long deadline,
            java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> each) {
        while (consumer.position(partition) < end) {
            if (time.monotonicNanos() > deadline) {
                throw new SinkException(
                        partition + " at " + options.servers() + " could not be read to its end, " + end + ", in time");
            }
            consumer.poll(POLL).forEach(each);
        }
    }

    /** The properties of the sink say how to reach the brokers. */
    private Map<String, Object> config() {
        Map<String, Object> config = new HashMap<>();
        Set<String> known = ConsumerConfig.configNames();
        options.properties().forEach((name, value) -> {
            if (known.contains(name)) {
                config.put(name, value);
            }
        });
        config.remove(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG);
        config.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, options.servers());
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        config.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        config.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        return config;
    }
}
