package io.holdfast.sink.kafka;

import io.holdfast.codec.Types;
import io.holdfast.common.ThreadWorkers;
import io.holdfast.common.TimeSource;
import io.holdfast.kafka.KafkaBroker;
import io.holdfast.kafka.KafkaTopic;
import io.holdfast.sink.OutboxEncoder;
import io.holdfast.sink.SinkContext;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** A broker for all tests of a class, and what they begin with. */
abstract class KafkaSinkFixture {

    static final AtomicInteger TOPICS = new AtomicInteger();

    static KafkaBroker broker;

    @BeforeAll
    static void startBroker(@TempDir Path directory) {
        // A broker that is stopped for a while stays in the cluster: leaderless partitions lose the ends of
        // transactions.
        broker = KafkaBroker.start(directory, Map.of("broker.session.timeout.ms", "120000"));
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    static KafkaTopic topic(int partitions) {
        KafkaTopic topic = new KafkaTopic(broker, "out-" + TOPICS.incrementAndGet());
        broker.createTopic(topic.name(), partitions);
        return topic;
    }

    static KafkaSinkBuilder<String> writing(KafkaTopic topic) {
        return KafkaSink.<String>builder()
                .bootstrapServers(broker.bootstrapServers())
                .topic(topic.name())
                .value(value -> value, StringSerializer::new);
    }

    static SinkContext context(KafkaTopic topic, TimeSource time) {
        return new SinkContext("job-" + topic.name(), "id", "t1", "out", noTypes(), new ThreadWorkers("job"), time);
    }

    static SinkContext context(KafkaTopic topic) {
        return context(topic, TimeSource.SYSTEM);
    }

    /** The Kafka sink brings its own serializers. */
    @SuppressWarnings("NullAway")
    static Types noTypes() {
        return null;
    }

    static ListOutbox outbox(KafkaTopic topic, long batch, String... values) throws Exception {
        try (OutboxEncoder<String> encoder = writing(topic).build().encoder(context(topic))) {
            return ListOutbox.of(batch, encoder, List.of(values));
        }
    }
}
