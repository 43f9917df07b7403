package io.holdfast.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.drill.Comparison.Kind;
import io.holdfast.failure.ConfigurationException;
import io.holdfast.kafka.KafkaBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Drills of {@link KafkaSampleJob} whose sink publishes to a real broker. */
class KafkaDrillIT {

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
        DrillOptions options = new DrillOptions(
                KafkaSampleJob.class.getName(),
                List.of(),
                List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
                List.of(directory.resolve("original").toString(), broker.bootstrapServers(), topic),
                2,
                Duration.ofSeconds(15),
                Set.of(FaultKind.KILL),
                null,
                null,
                Duration.ofMinutes(2),
                7,
                directory.resolve("report"),
                false,
                List.of(),
                false,
                null,
                "");
        return new Drill(options, new Logged(), main.getName()).run();
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
        if (result.verdict() == Verdict.PASSED) {
            assertThat(topics()).isEqualTo(before);
        } else {
            assertThat(result.reasons()).anyMatch(reason -> reason.contains("is kept in kafka topic drill-"));
        }
    }

    /** Planted: {@link TwicePublishingJob}. The topic stays as evidence. */
    @Test
    void whatIsCommittedTwiceFailsTheDrill() throws Exception {
        DrillResult result = drill("real", TwicePublishingJob.class);
        assertThat(result.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(result.comparisons())
                .anyMatch(one -> one.kind() == Kind.PUBLISHED && one.statement().contains("a record again"));
        assertThat(topics()).anyMatch(topic -> topic.matches("drill-[0-9a-f]{8}-real"));
    }

    @Test
    void aTopicThatDoesNotExistIsNamed() {
        assertThatThrownBy(() -> drill("reel", RehearsedJob.class))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("topic reel does not exist")
                .hasMessageContaining("real");
    }
}
