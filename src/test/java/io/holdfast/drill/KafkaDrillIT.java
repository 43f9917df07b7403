package io.holdfast.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.drill.Comparison.Kind;
import io.holdfast.failure.ConfigurationException;
import io.holdfast.kafka.KafkaBroker;
import io.holdfast.kafka.KafkaTopic;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Drills of {@link KafkaSampleJob} whose sink publishes to a real broker. */
class KafkaDrillIT {

    /** One other fault for ten kills: each kind of disturbance once. */
    private static final int NET_KILLS = 50;

    @TempDir
    private static Path brokerDirectory;

    private static KafkaBroker broker;

    @TempDir
    private Path directory;

    @BeforeAll
    static void startBroker() {
        broker = KafkaBroker.start(brokerDirectory);
        broker.createTopic("real", 3);
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    private DrillResult drill(String topic, Class<?> main) throws Exception {
        return drill(topic, main, FaultKind.KILL, "");
    }

    private DrillResult drill(String topic, Class<?> main, FaultKind fault, @Nullable String kafka) throws Exception {
        DrillOptions options = options(KafkaSampleJob.class, topic, fault, kafka);
        return new Drill(options, new Logged(), main.getName()).run();
    }

    private DrillOptions options(Class<?> job, String topic, FaultKind fault, @Nullable String kafka) {
        return new DrillOptions(
                new JobProgram(
                        job.getName(),
                        List.of(),
                        List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
                        List.of(
                                directory.resolve("original").toString(),
                                broker.bootstrapServers(),
                                topic,
                                directory.resolve("real-output").toString()),
                        Map.of()),
                fault == FaultKind.NET ? NET_KILLS : 2,
                Duration.ofSeconds(fault == FaultKind.NET ? 30 : 15),
                Set.of(fault),
                null,
                null,
                Duration.ofMinutes(2),
                7,
                directory.resolve("report"),
                false,
                List.of(),
                false,
                null,
                kafka);
    }

    /** Writes to a topic all the time, without the drill's network. */
    private record Feeder(KafkaProducer<String, String> producer, ScheduledExecutorService clock)
            implements AutoCloseable {

        static Feeder of(String topic) {
            Feeder feeder = new Feeder(
                    new KafkaTopic(broker, topic).producer(Map.of()), Executors.newSingleThreadScheduledExecutor());
            var unused = feeder.clock.scheduleAtFixedRate(
                    () -> feeder.producer.send(new ProducerRecord<>(topic, "some value")), 0, 5, TimeUnit.MILLISECONDS);
            return feeder;
        }

        @Override
        public void close() {
            clock.shutdownNow();
            producer.close();
        }
    }

    private record Logged() implements Progress {

        @Override
        public void event(String line) {
            LoggerFactory.getLogger(KafkaDrillIT.class).info(line);
        }

        @Override
        public void status(String line) {}
    }

    private static Set<String> topics() throws Exception {
        try (Admin admin = broker.admin()) {
            return admin.listTopics().names().get(30, TimeUnit.SECONDS);
        }
    }

    private static long end(int partition) throws Exception {
        TopicPartition real = new TopicPartition("real", partition);
        try (Admin admin = broker.admin()) {
            return admin.listOffsets(java.util.Map.of(real, OffsetSpec.latest()))
                    .partitionResult(real)
                    .get(30, TimeUnit.SECONDS)
                    .offset();
        }
    }

    /** Nothing reaches the real topic, and nothing is left. */
    @Test
    void whatAGoodJobPublishesIsWhatItSealed() throws Exception {
        Set<String> before = topics();
        DrillResult result = drill("real", RehearsedJob.class);
        assertThat(result.comparisons())
                .filteredOn(one -> one.kind() == Kind.PUBLISHED)
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.verdict()).describedAs(one.statement()).isEqualTo(Verdict.PASSED);
                    assertThat(one.items()).isPositive();
                });
        assertThat(result.faults()).anyMatch(FaultPoint::tookEffect);
        assertThat(end(0) + end(1) + end(2)).isZero();
        assertThat(result.verdict()).as(result.reasons().toString()).isIn(Verdict.PASSED, Verdict.INCONCLUSIVE);
        assertThat(topics()).isEqualTo(before);
    }

    /** Planted defect: the topics of a drill stay that ends in an exception which is not about its configuration. */
    @Test
    void aDrillThatBreaksLeavesNoTopics() throws Exception {
        Set<String> before = topics();
        Progress broken = new Progress() {
            private boolean created;

            @Override
            public void event(String line) {
                created |= line.contains("publishes to");
                if (line.contains("the job is ready")) {
                    throw new IllegalStateException(created ? "the screen is gone" : "nothing was created");
                }
            }

            @Override
            public void status(String line) {}
        };
        Drill drill = new Drill(options(KafkaSampleJob.class, "real", FaultKind.KILL, ""), broken);
        assertThatThrownBy(drill::run).hasMessage("the screen is gone");
        assertThat(topics()).isEqualTo(before);
    }

    /** Planted: {@link TwicePublishingJob}. The topic stays as evidence. */
    @Test
    void whatIsCommittedTwiceFailsTheDrill() throws Exception {
        DrillResult result = drill("real", TwicePublishingJob.class);
        assertThat(result.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(result.comparisons())
                .anyMatch(one -> one.kind() == Kind.PUBLISHED && one.statement().contains("a record again"));
        assertThat(topics()).anyMatch(topic -> topic.matches("drill-[0-9a-f]{8}-real"));
        assertThat(result.reasons()).anyMatch(reason -> reason.contains("is kept in kafka topic drill-"));
    }

    /** Planted: {@link LosingJob}. */
    @Test
    void whatIsNotPublishedIsNamed() throws Exception {
        DrillResult result = drill("real", LosingJob.class);
        assertThat(result.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(result.comparisons())
                .filteredOn(one -> one.kind() == Kind.PUBLISHED)
                .singleElement()
                .satisfies(one -> assertThat(one.differences())
                        .anyMatch(difference -> difference.place().endsWith(", which is missing")));
    }

    /** Planted: {@link ReorderingJob}. */
    @Test
    void whatIsOutOfOrderIsNamed() throws Exception {
        DrillResult result = drill("real", ReorderingJob.class);
        assertThat(result.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(result.comparisons())
                .filteredOn(one -> one.kind() == Kind.PUBLISHED)
                .singleElement()
                .satisfies(one -> assertThat(one.differences())
                        .isNotEmpty()
                        .allMatch(difference -> difference.place().endsWith(", out of order")));
    }

    /** Planted defect: a job that is not told of the doors is not hit, which makes the drill inconclusive. */
    @Test
    void connectionsFailAndNothingIsLost() throws Exception {
        DrillResult result = drill("real", RehearsedJob.class, FaultKind.NET, "");
        assertThat(result.faults()).isNotEmpty().allSatisfy(fault -> {
            assertThat(fault.kind()).isEqualTo(FaultKind.NET);
            assertThat(fault.tookEffect()).as(fault.toString()).isTrue();
            assertThat(fault.recoveryMillis()).isNotNull();
        });
        assertThat(result.verdict()).as(result.reasons().toString()).isEqualTo(Verdict.PASSED);
    }

    /** Planted defect: the routes of sources are not taken, so nothing that happens to the network is noticed. */
    @Test
    void aJobThatReadsOutlivesTheFailuresOfItsConnections() throws Exception {
        broker.createTopic("input", 2);
        try (Feeder feeder = Feeder.of("input")) {
            DrillOptions options = options(KafkaReadingJob.class, "input", FaultKind.NET, null);
            DrillResult result = new Drill(options, new Logged()).run();
            assertThat(result.faults()).isNotEmpty().allSatisfy(fault -> assertThat(fault.tookEffect())
                    .as(fault.toString())
                    .isTrue());
            assertThat(result.comparisons()).isNotEmpty().allSatisfy(one -> assertThat(one.verdict())
                    .as(one.statement())
                    .isEqualTo(Verdict.PASSED));
            assertThat(result.verdict()).as(result.reasons().toString()).isIn(Verdict.PASSED, Verdict.INCONCLUSIVE);
        }
    }

    @Test
    void aJobWithoutConnectionsIsRefused() {
        assertThatThrownBy(() -> drill("real", RehearsedJob.class, FaultKind.NET, null))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("no connection to Kafka that could fail");
    }

    @Test
    void aTopicThatDoesNotExistIsNamed() {
        assertThatThrownBy(() -> drill("reel", RehearsedJob.class))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("topic reel does not exist")
                .hasMessageContaining("real");
    }
}
