package io.holdfast.source.kafka;

import io.holdfast.kafka.KafkaBroker;
import io.holdfast.kafka.KafkaTopic;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** A broker for all tests of a class, and what they begin with. */
abstract class KafkaSourceFixture {

    static final AtomicInteger TOPICS = new AtomicInteger();

    static KafkaBroker broker;

    @BeforeAll
    static void startBroker(@TempDir Path directory) {
        broker = KafkaBroker.start(directory);
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    static KafkaTopic topic(int partitions) {
        KafkaTopic topic = new KafkaTopic(broker, "topic-" + TOPICS.incrementAndGet());
        broker.createTopic(topic.name(), partitions);
        return topic;
    }

    static KafkaSourceBuilder<String, String> reading(KafkaTopic topic) {
        return anything().topics(topic.name());
    }

    static KafkaSourceBuilder<String, String> anything() {
        return KafkaSource.builder(StringDeserializer::new, StringDeserializer::new)
                .bootstrapServers(broker.bootstrapServers());
    }

    static SourceDriver<KafkaRecord<String, String>> driver(KafkaSourceBuilder<String, String> source) {
        return new SourceDriver<>(source.build());
    }

    static List<String> values(SourceDriver<KafkaRecord<String, String>> driver) {
        return driver.records().stream().map(KafkaRecord::value).toList();
    }

    static void produceMany(KafkaTopic topic, int count, int partitions) {
        try (KafkaProducer<String, String> producer = topic.producer(Map.of())) {
            for (int i = 0; i < count; i++) {
                var unused = producer.send(new ProducerRecord<>(topic.name(), i % partitions, null, "value " + i));
            }
        }
    }
}
