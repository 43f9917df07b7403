package io.holdfast.sink.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.common.ThreadWorkers;
import io.holdfast.common.TimeSource;
import io.holdfast.common.Worker;
import io.holdfast.common.Workers;
import io.holdfast.failure.SinkException;
import io.holdfast.format.Marker;
import io.holdfast.kafka.KafkaTopic;
import io.holdfast.sink.Outbox;
import io.holdfast.sink.OutboxEncoder;
import io.holdfast.sink.Publisher;
import io.holdfast.sink.SinkContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * Planted defects that these tests catch: the marker committed outside the transaction and a transactional id that is
 * new in each process (the older publisher), the marker read before initTransactions (the reading of the marker), a
 * segment's marker that counts the whole outbox (the large outbox).
 */
class KafkaSinkCrashIT extends KafkaSinkFixture {

    @Test
    void showsNothingOfABatchWhosePublisherDiedBeforeItsCommit() throws Exception {
        KafkaTopic topic = topic(1);
        KafkaSink<String> sink = writing(topic).build();
        ListOutbox second = outbox(topic, 2, "b", "c");
        try (Publisher publisher = sink.publisher(context(topic))) {
            publisher.recover();
            publisher.publish(List.of(outbox(topic, 1, "a")), 0);
        }
        // What a publisher leaves behind that dies between sending and committing.
        KafkaProducer<String, String> dying = topic.producer(
                Map.of("transactional.id", KafkaSinkOptions.transactionalId(context(topic), topic.name())));
        dying.initTransactions();
        dying.beginTransaction();
        dying.send(new ProducerRecord<>(topic.name(), "b")).get();
        dying.close(Duration.ZERO);
        try (Publisher publisher = sink.publisher(context(topic))) {
            assertThat(publisher.recover()).extracting(Marker::batch).isEqualTo(1L);
            publisher.publish(List.of(second), 0);
        }
        assertThat(topic.values()).containsExactly("a", "b", "c");
    }

    @Test
    void goesOnFromTheMarkerWhenAPublisherFailsInTheMiddleOfALargeOutbox() throws Exception {
        KafkaTopic topic = topic(1);
        KafkaSink<String> sink = writing(topic).transactionBytes(100).build();
        String[] values = IntStream.range(0, 60).mapToObj(i -> "value " + i).toArray(String[]::new);
        ListOutbox whole = outbox(topic, 4, values);
        List<byte[]> cut = new ArrayList<>(whole.encoded().subList(0, 30));
        cut.add(new byte[] {(byte) 0xff});
        cut.addAll(whole.encoded().subList(31, 60));
        try (Publisher publisher = sink.publisher(context(topic))) {
            publisher.recover();
            assertThatThrownBy(() -> publisher.publish(List.of(new ListOutbox(4, cut)), 0))
                    .isInstanceOf(SinkException.class)
                    .hasMessageContaining("sink out: publishing batch 4")
                    .hasMessageContaining("unknown flags");
            assertThatThrownBy(() -> publisher.publish(List.of(whole), 0)).hasMessageContaining("after a failure");
        }
        try (Publisher publisher = sink.publisher(context(topic))) {
            Marker marker = Objects.requireNonNull(publisher.recover());
            assertThat(marker.records()).isBetween(20L, 30L);
            publisher.publish(List.of(whole, outbox(topic, 5, "end")), marker.records());
            assertThat(topic.values()).hasSize(61).startsWith(values).endsWith("end");
        }
        try (Publisher publisher = sink.publisher(context(topic))) {
            assertThat(publisher.recover())
                    .isNotNull()
                    .extracting(Marker::batch)
                    .isEqualTo(5L);
        }
    }

    @Test
    void shutsOutAnOlderPublisherThatStillRuns() throws Exception {
        KafkaTopic topic = topic(1);
        KafkaSink<String> sink = writing(topic).build();
        try (Publisher zombie = sink.publisher(context(topic));
                Publisher successor = sink.publisher(context(topic))) {
            zombie.recover();
            zombie.publish(List.of(outbox(topic, 1, "a")), 0);
            assertThat(successor.recover()).extracting(Marker::batch).isEqualTo(1L);
            assertThatThrownBy(() -> zombie.publish(List.of(outbox(topic, 2, "b")), 0))
                    .isInstanceOf(SinkException.class);
        }
        try (Publisher successor = sink.publisher(context(topic))) {
            // Neither its output nor its marker.
            assertThat(successor.recover()).extracting(Marker::batch).isEqualTo(1L);
            successor.publish(List.of(outbox(topic, 2, "b")), 0);
        }
        assertThat(topic.values()).containsExactly("a", "b");
    }

    /**
     * The broker is stopped, not killed: Kafka 4.4.0 can lose the end of a committed transaction when the only replica of a
     * partition is restarted, and then the sink rightly stops for good instead of guessing.
     */
    @Test
    void publishesEachRecordOnceThroughABrokerThatIsStoppedAtAnyMoment() throws Exception {
        KafkaTopic topic = topic(2);
        KafkaSink<String> sink = writing(topic)
                .partition(value -> 0)
                .transactionBytes(40)
                .brokerTimeout(Duration.ofSeconds(3))
                .property("request.timeout.ms", "2000")
                .property("delivery.timeout.ms", "2500")
                .build();
        List<Outbox> outboxes = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        try (OutboxEncoder<String> encoder = sink.encoder(context(topic))) {
            for (int batch = 0; batch < 200; batch++) {
                List<String> values = List.of("x" + batch, "y" + batch, "z" + batch);
                outboxes.add(ListOutbox.of(batch, encoder, values));
                expected.addAll(values);
            }
        }
        AtomicInteger failures = new AtomicInteger();
        CompletableFuture<Void> done = CompletableFuture.runAsync(() -> publishAll(sink, topic, outboxes, failures));
        Random random = new Random(20261121);
        for (int i = 0; i < 4; i++) {
            int moment = random.nextInt(40);
            int batch = i * 40 + moment;
            Awaitility.await("batch " + batch)
                    .atMost(Duration.ofMinutes(2))
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> topicProgress.get() >= batch || done.isDone());
            broker.pause();
            int before = failures.get();
            Awaitility.await("a failure").atMost(Duration.ofMinutes(1)).until(() -> failures.get() > before);
            broker.resume();
        }
        done.get(4, java.util.concurrent.TimeUnit.MINUTES);
        assertThat(failures.get()).isPositive();
        assertThat(topic.values()).containsExactlyElementsOf(expected);
    }

    private static final AtomicInteger topicProgress = new AtomicInteger();

    /** What the engine does: after a failure a new publisher, which goes on from the marker. */
    private static void publishAll(
            KafkaSink<String> sink, KafkaTopic topic, List<Outbox> outboxes, AtomicInteger failures) {
        while (true) {
            try (Publisher publisher = sink.publisher(context(topic))) {
                Marker marker = publisher.recover();
                int next = marker == null ? 0 : (int) marker.batch();
                long skip = marker == null ? 0 : marker.records();
                for (int batch = next; batch < outboxes.size(); batch++) {
                    publisher.publish(List.of(outboxes.get(batch)), batch == next ? skip : 0);
                    topicProgress.set(batch);
                }
                return;
            } catch (SinkException e) {
                failures.incrementAndGet();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Test
    void readsTheMarkerOnlyWhenNobodyElseCanPublishAnyMore() throws Exception {
        KafkaTopic topic = topic(1);
        KafkaSink<String> sink = writing(topic).build();
        List<String> expected = new ArrayList<>();
        try (Publisher older = sink.publisher(context(topic))) {
            older.recover();
            older.publish(List.of(outbox(topic, 0, "0")), 0);
            AtomicInteger next = new AtomicInteger(1);
            Workers interrupted = new Interleaved(() -> {
                older.publish(List.of(outbox(topic, next.get(), next.toString())), 0);
                next.incrementAndGet();
                return null;
            });
            SinkContext context = new SinkContext(
                    "job-" + topic.name(), "id", "t1", "out", noTypes(), interrupted, TimeSource.SYSTEM);
            try (Publisher publisher = sink.publisher(context)) {
                Marker marker = Objects.requireNonNull(publisher.recover());
                publisher.publish(List.of(outbox(topic, 9, "end")), 0);
                for (int batch = 0; batch <= marker.batch(); batch++) {
                    expected.add(Integer.toString(batch));
                }
            }
        }
        expected.add("end");
        assertThat(topic.values()).hasSizeGreaterThan(2).containsExactlyElementsOf(expected);
    }

    /**
     * The producer that holds the marker back has another transactional id, so that initTransactions does not end its
     * transaction. Planted defect: an admin client's missing entry taken for "no marker".
     */
    @Test
    void neverTakesAMarkerInAnOpenTransactionForNone() throws Exception {
        KafkaTopic topic = topic(1);
        KafkaSink<String> sink =
                writing(topic).brokerTimeout(Duration.ofSeconds(2)).build();
        ListOutbox first = outbox(topic, 1, "a");
        try (Publisher publisher = sink.publisher(context(topic))) {
            publisher.recover();
            publisher.publish(List.of(first), 0);
        }
        String group = KafkaSinkOptions.markerGroup(context(topic));
        try (KafkaProducer<String, String> holding =
                        topic.producer(Map.of("transactional.id", "other-" + topic.name()));
                KafkaConsumer<String, String> member = new KafkaConsumer<>(
                        Map.of("bootstrap.servers", broker.bootstrapServers(), "group.id", group),
                        new StringDeserializer(),
                        new StringDeserializer())) {
            holding.initTransactions();
            holding.beginTransaction();
            holding.sendOffsetsToTransaction(
                    Map.of(
                            new TopicPartition(topic.name(), 0),
                            new OffsetAndMetadata(1, MarkerCodec.encode(first.marker(1)))),
                    member.groupMetadata());
            try (Publisher publisher = sink.publisher(context(topic))) {
                assertThatThrownBy(publisher::recover)
                        .isInstanceOf(SinkException.class)
                        .hasMessageContaining("in a transaction that did not end")
                        .hasMessageContaining(group);
            }
            holding.commitTransaction();
        }
        try (Publisher publisher = sink.publisher(context(topic))) {
            assertThat(publisher.recover()).isEqualTo(first.marker(1));
        }
    }

    /** After each wait something happens elsewhere, until it no longer can. */
    private record Interleaved(Callable<?> elsewhere, Workers workers) implements Workers {

        Interleaved(Callable<?> elsewhere) {
            this(elsewhere, new ThreadWorkers("job"));
        }

        @Override
        public Worker start(String name) {
            return workers.start(name);
        }

        @Override
        public <T> T await(CompletableFuture<T> future) throws Exception {
            return workers.await(future);
        }

        @Override
        public boolean await(CompletableFuture<?> future, Duration atMost) {
            boolean done = workers.await(future, atMost);
            try {
                elsewhere.call();
            } catch (Exception e) {
                assertThat(e).isInstanceOfAny(SinkException.class, IllegalStateException.class);
            }
            return done;
        }
    }
}
