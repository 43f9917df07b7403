package io.holdfast.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;

/** A topic of a {@link KafkaBroker}, written and read by plain Kafka clients that know nothing of Holdfast. */
public record KafkaTopic(KafkaBroker broker, String name) {

    /** Writes values without keys to one partition. */
    public void produce(int partition, String... values) {
        try (KafkaProducer<String, String> producer = producer(Map.of())) {
            send(producer, partition, values);
        }
    }

    /** Writes values to one partition in a transaction that is then committed or aborted. */
    public void produceTransaction(boolean commit, int partition, String... values) {
        try (KafkaProducer<String, String> producer = producer(Map.of("transactional.id", "test-" + name))) {
            producer.initTransactions();
            producer.beginTransaction();
            send(producer, partition, values);
            producer.flush();
            if (commit) {
                producer.commitTransaction();
            } else {
                producer.abortTransaction();
            }
        }
    }

    /** A producer of strings. */
    public KafkaProducer<String, String> producer(Map<String, Object> properties) {
        Map<String, Object> config = new HashMap<>(properties);
        config.put("bootstrap.servers", broker.bootstrapServers());
        return new KafkaProducer<>(config, new StringSerializer(), new StringSerializer());
    }

    private void send(KafkaProducer<String, String> producer, int partition, String... values) {
        try {
            for (String value : values) {
                producer.send(new ProducerRecord<>(name, partition, null, value))
                        .get();
            }
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The values of all committed records, per partition in order, once no transaction is open any more. */
    public List<String> values() {
        return records().stream().map(ConsumerRecord::value).toList();
    }

    /** All committed records, per partition in order, once no transaction is open any more. */
    public List<ConsumerRecord<String, String>> records() {
        Map<String, Object> config =
                Map.of("bootstrap.servers", broker.bootstrapServers(), "isolation.level", "read_committed");
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
            List<TopicPartition> partitions = IntStream.range(
                            0, consumer.partitionsFor(name).size())
                    .mapToObj(partition -> new TopicPartition(name, partition))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = ends(partitions);
            Map<TopicPartition, List<ConsumerRecord<String, String>>> read = new HashMap<>();
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                ConsumerRecords<String, String> polled = consumer.poll(Duration.ofMillis(100));
                polled.forEach(record -> read.computeIfAbsent(
                                new TopicPartition(record.topic(), record.partition()), partition -> new ArrayList<>())
                        .add(record));
            }
            return partitions.stream()
                    .flatMap(partition -> read.getOrDefault(partition, List.of()).stream())
                    .toList();
        }
    }

    /** What a producer has committed becomes readable a moment after its commit returns. */
    private Map<TopicPartition, Long> ends(List<TopicPartition> partitions) {
        try (Admin admin = broker.admin()) {
            return Awaitility.await("end of the transactions of " + name)
                    .atMost(Duration.ofSeconds(90))
                    .until(
                            () -> ends(admin, partitions, IsolationLevel.READ_COMMITTED),
                            readable -> readable.equals(ends(admin, partitions, IsolationLevel.READ_UNCOMMITTED)));
        }
    }

    private static Map<TopicPartition, Long> ends(
            Admin admin, List<TopicPartition> partitions, IsolationLevel isolation) {
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        partitions.forEach(partition -> latest.put(partition, OffsetSpec.latest()));
        try {
            Map<TopicPartition, Long> ends = new HashMap<>();
            admin.listOffsets(latest, new ListOffsetsOptions(isolation))
                    .all()
                    .get()
                    .forEach((partition, end) -> ends.put(partition, end.offset()));
            return ends;
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
