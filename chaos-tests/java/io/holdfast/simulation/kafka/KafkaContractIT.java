package io.holdfast.simulation.kafka;

import io.holdfast.kafka.KafkaBroker;
import io.holdfast.kafka.KafkaClients;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The contract as a real broker keeps it. */
class KafkaContractIT extends KafkaContract {

    private static KafkaBroker broker;

    @BeforeAll
    static void startBroker(@TempDir Path directory) {
        broker = KafkaBroker.start(directory);
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @Override
    KafkaClients clients() {
        return KafkaClients.REAL;
    }

    @Override
    String servers() {
        return broker.bootstrapServers();
    }

    @Override
    void createTopic(String topic) {
        broker.createTopic(topic, 1);
    }

    @Override
    void deleteRecords(TopicPartition from, long before) {
        broker.deleteRecords(from.topic(), from.partition(), before);
    }

    @Override
    <T> T answer(KafkaFuture<T> future) throws Exception {
        return future.get(30, TimeUnit.SECONDS);
    }

    @Override
    void awaitEnd(ThrowingEnd end, long expected) {
        Awaitility.await("offset " + expected).until(() -> end.get() == expected);
    }
}
