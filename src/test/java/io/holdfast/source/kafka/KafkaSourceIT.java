package io.holdfast.source.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.failure.ConfigurationException;
import io.holdfast.failure.SourceException;
import io.holdfast.failure.UserCodeException;
import io.holdfast.kafka.KafkaTopic;
import io.holdfast.source.SourcePlan;
import io.holdfast.source.SplitEnds;
import io.holdfast.source.SplitRange;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.IntegerDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class KafkaSourceIT extends KafkaSourceFixture {

    @Test
    void readsEachPartitionInOrderAcrossRestarts() throws Exception {
        KafkaTopic topic = topic(2);
        topic.produce(0, "a", "b", "c");
        topic.produce(1, "x", "y");
        try (var driver = driver(reading(topic)).start()) {
            driver.readTotal(5);
            topic.produce(0, "d");
            driver.restart().readTotal(6);
            assertThat(driver.records().stream().filter(record -> record.partition() == 0))
                    .extracting(KafkaRecord::value)
                    .containsExactly("a", "b", "c", "d");
            assertThat(driver.records().stream().filter(record -> record.partition() == 1))
                    .extracting(KafkaRecord::offset)
                    .containsExactly(0L, 1L);
            assertThat(driver.positions().values()).allSatisfy(position -> assertThat(position.attributes())
                    .containsOnlyKeys(Split.TOPIC_ID, Split.LEADER_EPOCH));
        }
    }

    /** Planted defect: asking for the position of one partition before all are placed loses those of the others. */
    @Test
    void goesOnWithSeveralPartitionsPerConsumer() throws Exception {
        KafkaTopic topic = topic(8);
        produceMany(topic, 80, 8);
        try (var driver = driver(reading(topic)).start()) {
            driver.readTotal(80);
            produceMany(topic, 80, 8);
            assertThat(driver.restart().readTotal(160)).hasSize(160);
        }
    }

    @Test
    void handsOverKeysHeadersTombstonesAndTimestamps() throws Exception {
        KafkaTopic topic = topic(1);
        try (KafkaProducer<String, String> producer = topic.producer(Map.of())) {
            ProducerRecord<String, String> record =
                    new ProducerRecord<String, String>(topic.name(), 0, 1234L, "key", null);
            record.headers().add("trace", new byte[] {1, 2});
            producer.send(record).get();
        }
        try (var driver = driver(reading(topic)).start()) {
            assertThat(driver.readTotal(1))
                    .containsExactly(new KafkaRecord<>(
                            topic.name(),
                            0,
                            0,
                            1234,
                            "key",
                            null,
                            List.of(new io.holdfast.kafka.KafkaHeader("trace", new byte[] {1, 2}))));
        }
    }

    /**
     * Offsets: 0 aborted, 1 marker | 2 a, 3 marker | 4 aborted, 5 marker | 6 b, 7 marker | 8 aborted, 9 marker.
     * Planted defect: taking positions from the last record instead of nextOffsets never ends the last range.
     */
    @Test
    void endsRangesWithGapsAtEveryEdgeAndNeverShowsAbortedRecords() throws Exception {
        KafkaTopic topic = gappy();
        for (long limit : new long[] {1, 2, 3, 5, 100}) {
            try (var driver = driver(reading(topic)).start()) {
                while (driver.offset(topic.name() + "-0") < 10) {
                    driver.batch(limit);
                }
                assertThat(values(driver)).containsExactly("a", "b");
                assertThat(driver.offset(topic.name() + "-0")).isEqualTo(10);
            }
        }
    }

    @Test
    void readsUncommittedRecordsAndStillEndsRangesInMarkersIfToldSo() throws Exception {
        KafkaTopic topic = gappy();
        for (long limit : new long[] {1, 3, 100}) {
            try (var driver = driver(reading(topic).readUncommitted()).start()) {
                while (driver.offset(topic.name() + "-0") < 10) {
                    driver.batch(limit);
                }
                assertThat(values(driver)).containsExactly("lost1", "a", "lost2", "b", "lost3");
            }
        }
    }

    /**
     * Planted defects: ends are where the partition began; only one partition is told; an open transaction counts for who does not read it.
     */
    @Test
    void tellsHowFarPartitionsHaveRecordsThatItMayRead() throws Exception {
        KafkaTopic topic = topic(2);
        topic.produce(0, "a", "b", "c");
        topic.produce(1, "x");
        try (var driver = driver(reading(topic)).start();
                KafkaProducer<String, String> open = topic.producer(Map.of("transactional.id", "open"))) {
            awaitEnds(driver, topic, 3, 1);
            topic.produce(0, "d");
            awaitEnds(driver, topic, 4, 1);
            open.initTransactions();
            open.beginTransaction();
            open.send(new ProducerRecord<>(topic.name(), 1, "key", "not yet")).get();
            topic.produce(0, "e");
            awaitEnds(driver, topic, 5, 1);
            open.commitTransaction();
            awaitEnds(driver, topic, 5, 3); // with the marker
            driver.readTo(topic.name() + "-0", 5);
            assertThat(driver.reader().ends().offsets()).containsEntry(topic.name() + "-0", 5L);
        }
    }

    private static void awaitEnds(SourceDriver<?> driver, KafkaTopic topic, long first, long second) {
        SplitEnds expected = SplitEnds.ofRecords(Map.of(topic.name() + "-0", first, topic.name() + "-1", second));
        Awaitility.await().atMost(SourceDriver.PATIENCE).untilAsserted(() -> {
            driver.batch(1);
            assertThat(driver.reader().ends()).isEqualTo(expected);
        });
    }

    private static KafkaTopic gappy() {
        KafkaTopic topic = topic(1);
        topic.produceTransaction(false, 0, "lost1");
        topic.produceTransaction(true, 0, "a");
        topic.produceTransaction(false, 0, "lost2");
        topic.produceTransaction(true, 0, "b");
        topic.produceTransaction(false, 0, "lost3");
        return topic;
    }

    @Test
    void waitsAtTheFirstRecordOfAnOpenTransaction() throws Exception {
        KafkaTopic topic = topic(1);
        topic.produce(0, "a");
        try (KafkaProducer<String, String> producer =
                topic.producer(Map.of("transactional.id", "open-" + topic.name()))) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(topic.name(), 0, null, "open")).get();
            topic.produce(0, "b");
            try (var driver = driver(reading(topic)).start()) {
                driver.readTo(topic.name() + "-0", 1);
                assertThat(driver.batch(100)).isEqualTo(SourcePlan.NOTHING);
                producer.commitTransaction();
                driver.readTotal(3);
                assertThat(values(driver)).containsExactly("a", "open", "b");
            }
        }
    }

    @Test
    void sharesTheLimitFairlyAndReportsEveryPartitionAtOnce() throws Exception {
        KafkaTopic topic = topic(3);
        topic.produce(0, "a", "b", "c", "d");
        topic.produce(1, "x");
        try (var driver = driver(reading(topic)).start()) {
            SourcePlan plan = driver.batch(3);
            assertThat(plan.ranges())
                    .extracting(range -> range.offsets().toString())
                    .containsExactly(
                            topic.name() + "-0 [0, 2)", topic.name() + "-1 [0, 1)", topic.name() + "-2 [0, 0)");
        }
    }

    @Test
    void fixesTheLatestStartInTheFirstPlan() throws Exception {
        KafkaTopic topic = topic(1);
        topic.produce(0, "before");
        try (var driver = driver(reading(topic).startAtLatest()).start()) {
            assertThat(driver.batch(100).ranges()).singleElement().matches(SplitRange::isEmpty);
            driver.close();
            topic.produce(0, "while down");
            driver.start().readTotal(1);
            assertThat(values(driver)).containsExactly("while down");
        }
    }

    @Test
    void startsAtGivenOffsets() throws Exception {
        KafkaTopic topic = topic(2);
        topic.produce(0, "a", "b", "c");
        topic.produce(1, "x");
        var source = reading(topic).startAt(Map.of(new TopicPartition(topic.name(), 0), 2L));
        try (var driver = driver(source).start()) {
            driver.readTotal(2);
            assertThat(values(driver)).containsExactlyInAnyOrder("c", "x");
        }
        var beyond = driver(reading(topic).startAt(Map.of(new TopicPartition(topic.name(), 0), 9L)));
        assertThatThrownBy(beyond::start)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("offset 9 for " + topic.name() + "-0, which holds offsets 0 to 3");
        beyond.close();
    }

    @Test
    void namesAMissingTopicAndThoseThatLookLikeIt() {
        KafkaTopic topic = topic(1);
        try (var driver = driver(anything().topics(topic.name() + "x"))) {
            assertThatThrownBy(driver::start)
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("topic " + topic.name() + "x does not exist")
                    .hasMessageContaining(topic.name());
        }
    }

    @Test
    void namesTheRecordThatDoesNotDeserialize() throws Exception {
        KafkaTopic topic = topic(1);
        topic.produce(0, "four", "five5");
        var source = KafkaSource.builder(StringDeserializer.class, IntegerDeserializer.class)
                .bootstrapServers(broker.bootstrapServers())
                .topics(topic.name())
                .build();
        try (var driver = new SourceDriver<>(source).start()) {
            assertThatThrownBy(() -> driver.batch(10))
                    .isInstanceOf(UserCodeException.class)
                    .hasMessageContaining("topic " + topic.name() + ", partition 0, offset 1")
                    .hasMessageContaining("value of 5 bytes")
                    .hasMessageContaining("IntegerDeserializer");
            assertThat(driver.records()).isEmpty();
        }
    }

    @Test
    void commitsOffsetsToAGroupForMonitoring() throws Exception {
        KafkaTopic topic = topic(1);
        topic.produce(0, "a", "b");
        try (var driver = driver(reading(topic).group("watch-" + topic.name())).start();
                var admin = broker.admin()) {
            driver.readTotal(2);
            Awaitility.await().atMost(SourceDriver.PATIENCE).untilAsserted(() -> assertThat(
                            admin.listConsumerGroupOffsets("watch-" + topic.name())
                                    .partitionsToOffsetAndMetadata()
                                    .get())
                    .containsEntry(new TopicPartition(topic.name(), 0), new OffsetAndMetadata(2)));
        }
    }

    @Test
    void readsOnWithTinyBuffersWithoutStarvingAnySplit() throws Exception {
        KafkaTopic topic = topic(3);
        produceMany(topic, 6000, 3);
        var source = reading(topic).prefetchBytes(1).property("max.poll.records", "100");
        try (var driver = driver(source).start()) {
            driver.readTotal(6000);
            assertThat(values(driver)).doesNotHaveDuplicates().hasSize(6000);
        }
    }

    @Test
    void endsAReadThatWaitsWhenItIsClosed() throws Exception {
        KafkaTopic topic = topic(1);
        try (var driver = driver(reading(topic)).start()) {
            SplitRange range = driver.batch(10).ranges().get(0);
            var read = new java.util.concurrent.CompletableFuture<Throwable>();
            Thread task = new Thread(() -> {
                try {
                    driver.reader().read(new SplitRange(range.from(), 5), (offset, value) -> {});
                    read.complete(null);
                } catch (Throwable e) {
                    read.complete(e);
                }
            });
            task.start();
            Awaitility.await().until(() -> task.getState() == Thread.State.TIMED_WAITING);
            driver.close();
            assertThat(read.get(10, java.util.concurrent.TimeUnit.SECONDS))
                    .isInstanceOf(SourceException.class)
                    .hasMessageContaining("closed");
        }
    }
}
