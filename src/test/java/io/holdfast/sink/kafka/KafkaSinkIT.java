package io.holdfast.sink.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.common.BytesWriter;
import io.holdfast.common.ThreadWorkers;
import io.holdfast.common.TimeSource;
import io.holdfast.failure.ConfigurationException;
import io.holdfast.failure.SinkException;
import io.holdfast.failure.UserCodeException;
import io.holdfast.format.Marker;
import io.holdfast.kafka.KafkaHeader;
import io.holdfast.kafka.KafkaTopic;
import io.holdfast.kafka.ManualTime;
import io.holdfast.model.Pair;
import io.holdfast.sink.OutboxEncoder;
import io.holdfast.sink.Publisher;
import io.holdfast.sink.SinkContext;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class KafkaSinkIT extends KafkaSinkFixture {

    @Test
    void publishesBatchesInOrderAndFindsTheMarkerAgain() throws Exception {
        KafkaTopic topic = topic(1);
        KafkaSink<String> sink = writing(topic).build();
        ListOutbox last = outbox(topic, 7, "c", "d");
        try (Publisher publisher = sink.publisher(context(topic))) {
            assertThat(publisher.recover()).isNull();
            publisher.publish(List.of(outbox(topic, 3, "a"), outbox(topic, 5, "b"), last), 0);
        }
        try (Publisher publisher = sink.publisher(context(topic))) {
            assertThat(publisher.recover()).isEqualTo(new Marker("t1", 7, last.manifest(), 2));
            publisher.publish(List.of(outbox(topic, 8, "e")), 0);
        }
        assertThat(topic.values()).containsExactly("a", "b", "c", "d", "e");
        // Offset 4 is the end of the one transaction of three batches.
        assertThat(topic.records()).extracting(ConsumerRecord::offset).containsExactly(0L, 1L, 2L, 3L, 5L);
        assertThat(topic.records()).extracting(ConsumerRecord::timestamp).startsWith(1_000_003L, 1_000_005L);
    }

    /** Planted defect: a group named after the checkpoint directory, so that a deleted directory goes unnoticed. */
    @Test
    void showsItsMarkerToAJobThatLostItsCheckpointDirectory() throws Exception {
        KafkaTopic topic = topic(1);
        try (Publisher publisher = writing(topic).build().publisher(context(topic))) {
            publisher.recover();
            publisher.publish(List.of(outbox(topic, 1, "a")), 0);
        }
        SinkContext other = new SinkContext(
                "job-" + topic.name(), "new-id", "t2", "out", noTypes(), new ThreadWorkers("job"), TimeSource.SYSTEM);
        try (Publisher publisher = writing(topic).build().publisher(other)) {
            assertThat(publisher.recover()).extracting(Marker::timeline).isEqualTo("t1");
        }
    }

    @Test
    void refreshesTheMarkerBeforeTheBrokersForgetIt() throws Exception {
        KafkaTopic topic = topic(1);
        ManualTime time = new ManualTime();
        KafkaSink<String> sink = writing(topic).build();
        String group = KafkaSinkOptions.markerGroup(context(topic));
        TopicPartition place = new TopicPartition(topic.name(), 0);
        try (Publisher publisher = sink.publisher(context(topic, time));
                var admin = broker.admin()) {
            publisher.recover();
            publisher.publish(List.of(outbox(topic, 1, "a")), 0);
            // A transaction's offsets appear a moment after its commit returns; deleting them earlier does nothing.
            Awaitility.await().until(() -> offsets(admin, group).containsKey(place));
            admin.deleteConsumerGroupOffsets(group, Set.of(place)).all().get();
            publisher.keepAlive();
            assertThat(offsets(admin, group)).doesNotContainKey(place);
            time.advance(Duration.ofHours(1));
            publisher.keepAlive();
            Awaitility.await().until(() -> offsets(admin, group).containsKey(place));
        }
        try (Publisher publisher = sink.publisher(context(topic))) {
            assertThat(publisher.recover()).extracting(Marker::batch).isEqualTo(1L);
        }
        assertThat(topic.values()).containsExactly("a");
    }

    private static Map<TopicPartition, OffsetAndMetadata> offsets(Admin admin, String group) throws Exception {
        return admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get();
    }

    @Test
    void stopsAtAMarkerThatSomebodyElseWrote() throws Exception {
        KafkaTopic topic = topic(1);
        String group = KafkaSinkOptions.markerGroup(context(topic));
        try (var admin = broker.admin()) {
            admin.alterConsumerGroupOffsets(
                            group, Map.of(new TopicPartition(topic.name(), 0), new OffsetAndMetadata(3, "by hand")))
                    .all()
                    .get();
        }
        try (Publisher publisher = writing(topic).build().publisher(context(topic))) {
            assertThatThrownBy(publisher::recover)
                    .isInstanceOf(SinkException.class)
                    .hasMessageContaining(group)
                    .hasMessageContaining("by hand");
        }
    }

    @Test
    @SuppressWarnings("NullAway") // does not see that the function may return null
    void writesKeysHeadersTimestampsTombstonesAndChosenTopicsAndPartitions() throws Exception {
        KafkaTopic topic = topic(1);
        KafkaTopic other = topic(3);
        KafkaSink<Pair<String, String>> sink = KafkaSink.<String, String>pairs(
                        StringSerializer::new, StringSerializer::new)
                .bootstrapServers(broker.bootstrapServers())
                .topic(topic.name())
                .value(pair -> pair.value().isEmpty() ? null : pair.value(), StringSerializer::new)
                .topicOf(pair -> other.name())
                .partition(pair -> 2)
                .timestampMillis(pair -> 77L)
                .headers(pair -> List.of(new KafkaHeader("h", new byte[] {9}), new KafkaHeader("n", null)))
                .build();
        try (OutboxEncoder<Pair<String, String>> encoder = sink.encoder(context(topic));
                Publisher publisher = sink.publisher(context(topic))) {
            publisher.recover();
            publisher.publish(List.of(ListOutbox.of(0, encoder, List.of(Pair.of("k", "")))), 0);
        }
        assertThat(topic.records()).isEmpty();
        ConsumerRecord<String, String> record = other.records().get(0);
        assertThat(record.partition()).isEqualTo(2);
        assertThat(record.key()).isEqualTo("k");
        assertThat(record.value()).isNull();
        assertThat(record.timestamp()).isEqualTo(77);
        assertThat(record.headers().toArray()).hasSize(2);
        assertThat(record.headers().lastHeader("h").value()).containsExactly(9);
        assertThat(record.headers().lastHeader("n").value()).isNull();
    }

    @Test
    void refusesAtEncodeWhatTheBrokersWouldRefuseLater() throws Exception {
        KafkaTopic topic = topic(2);
        BytesWriter out = new BytesWriter(64);
        try (OutboxEncoder<String> encoder =
                writing(topic).property("max.request.size", "1000").build().encoder(context(topic))) {
            encoder.encode("x".repeat(900), out);
            assertThatThrownBy(() -> encoder.encode("x".repeat(1000), out))
                    .isInstanceOf(UserCodeException.class)
                    .hasMessageContaining("topic " + topic.name())
                    .hasMessageContaining("at most 1000")
                    .hasMessageContaining("max.request.size");
        }
        try (OutboxEncoder<String> encoder =
                writing(topic).partition(value -> 2).build().encoder(context(topic))) {
            assertThatThrownBy(() -> encoder.encode("x", out))
                    .isInstanceOf(UserCodeException.class)
                    .hasMessageContaining("partition 2 of topic " + topic.name() + ", which has 2 partitions");
            broker.addPartitions(topic.name(), 3);
            encoder.encode("x", out);
        }
        try (OutboxEncoder<String> encoder =
                writing(topic).topicOf(value -> topic.name() + "y").build().encoder(context(topic))) {
            assertThatThrownBy(() -> encoder.encode("x", out))
                    .isInstanceOf(UserCodeException.class)
                    .hasMessageContaining("'" + topic.name() + "y', which does not exist")
                    .hasMessageContaining("did you mean");
        }
    }

    /** The producer has its own idea of a record's size; ours must never be smaller. */
    @Test
    void publishesTheLargestRecordThatItAccepts() throws Exception {
        KafkaTopic topic = topic(1);
        KafkaSink<String> sink =
                writing(topic).property("max.request.size", "1000").build();
        int largest = 0;
        try (OutboxEncoder<String> encoder = sink.encoder(context(topic));
                Publisher publisher = sink.publisher(context(topic))) {
            for (int size = 1000; largest == 0; size--) {
                try {
                    encoder.encode("x".repeat(size), new BytesWriter(64));
                    largest = size;
                } catch (UserCodeException e) {
                    largest = 0;
                }
            }
            publisher.recover();
            publisher.publish(List.of(ListOutbox.of(0, encoder, List.of("x".repeat(largest)))), 0);
        }
        assertThat(topic.values()).hasSize(1);
    }

    @Test
    void stopsAtTheStartIfTheTopicIsMissingOrAcceptsLessThanTheSink() throws Exception {
        KafkaTopic topic = topic(1);
        KafkaTopic missing = new KafkaTopic(broker, topic.name() + "z");
        try (Publisher publisher = writing(missing).build().publisher(context(topic))) {
            assertThatThrownBy(publisher::recover)
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("topic " + missing.name() + " does not exist")
                    .hasMessageContaining("did you mean");
        }
        try (Publisher publisher =
                writing(topic).property("max.request.size", "9000000").build().publisher(context(topic))) {
            assertThatThrownBy(publisher::recover)
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("max.message.bytes");
        }
    }

    @Test
    void failsAfterTheTimeoutWhenNoBrokerAnswers() {
        KafkaTopic topic = new KafkaTopic(broker, "any");
        KafkaSink<String> sink = writing(topic)
                .bootstrapServers("127.0.0.1:1")
                .brokerTimeout(Duration.ofMillis(300))
                .build();
        try (Publisher publisher = sink.publisher(context(topic))) {
            assertThatThrownBy(publisher::recover)
                    .isInstanceOf(SinkException.class)
                    .hasMessageContaining("127.0.0.1:1")
                    .hasMessageContaining("300 ms")
                    .hasMessageContaining("brokerTimeout");
        }
    }
}
