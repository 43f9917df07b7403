package io.holdfast.source.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.failure.SourceException;
import io.holdfast.kafka.KafkaBrokers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The only broker that has the end of a log dies, and one that lacks it is made the leader, and takes other records under
 * the same offsets. Neither a reader that lives on nor one that is started afterwards may go on as if nothing had happened.
 *
 * <p>Planted defect: seeking without the epoch; the reader that is started afterwards reads on in the other log.
 */
class UncleanElectionIT {

    private static final String TOPIC = "t";
    private static final int KEPT = 10;
    private static final int LOST = 10;

    @Test
    void stopsWhenTheNewLeaderLacksWhatWasRead(@TempDir Path directory) throws Exception {
        try (KafkaBrokers brokers = KafkaBrokers.start(directory, 2)) {
            brokers.createTopic(new NewTopic(TOPIC, Map.of(0, List.of(0, 1)))
                    .configs(Map.of("min.insync.replicas", "1", "unclean.leader.election.enable", "true")));
            try (var running = driver(brokers).start();
                    var started = driver(brokers).start()) {
                produce(brokers, "kept", KEPT);
                brokers.awaitInSync(TOPIC);
                brokers.killHard(1);
                brokers.awaitOnlyInSync(0, TOPIC, 0);
                produce(brokers, "lost", LOST);
                running.readTotal(KEPT + LOST);
                started.readTotal(KEPT + LOST);
                started.close();

                brokers.killHard(0);
                brokers.restart(1);
                brokers.awaitLeaderOtherThan(0, TOPIC, 0);
                produce(brokers, "other", 3 * LOST);

                assertTruncated(started::start);
                assertTruncated(() -> running.readTotal(KEPT + 3 * LOST));
                assertThat(running.records())
                        .extracting(KafkaRecord::value)
                        .noneMatch(value -> value.startsWith("other"));
            }
        }
    }

    private static void assertTruncated(ThrowingCallable reading) {
        assertThatThrownBy(reading)
                .isInstanceOf(SourceException.class)
                .hasMessageContaining("t-0 goes on at offset " + (KEPT + LOST))
                .hasMessageContaining("differs from what was read from offset " + KEPT + " on");
    }

    private static SourceDriver<KafkaRecord<String, String>> driver(KafkaBrokers brokers) {
        return new SourceDriver<>(KafkaSource.builder(StringDeserializer::new, StringDeserializer::new)
                .bootstrapServers(brokers.bootstrapServers())
                .topics(TOPIC)
                .build());
    }

    private static void produce(KafkaBrokers brokers, String prefix, int count) throws Exception {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", brokers.bootstrapServers()),
                new StringSerializer(),
                new StringSerializer())) {
            for (String value :
                    IntStream.range(0, count).mapToObj(i -> prefix + i).toList()) {
                producer.send(new ProducerRecord<>(TOPIC, 0, null, value)).get();
            }
        }
    }
}
