package io.holdfast.source.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.failure.SourceException;
import io.holdfast.kafka.KafkaClients;
import io.holdfast.kafka.ManualTime;
import io.holdfast.source.kafka.TopicLookup.Bounds;
import io.holdfast.source.kafka.TopicLookup.Topic;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** Planted defect: one answer without a topic taken for its end (PROOF = 1). */
class DiscoveryTest {

    private static final TopicPartition FIRST = new TopicPartition("t", 0);
    private static final TopicPartition SECOND = new TopicPartition("t", 1);

    private final ManualTime time = new ManualTime();
    private final ScriptedLookup brokers = new ScriptedLookup();
    private final Discovery discovery = new Discovery("in", options(), brokers, new TopicIdentity("in"), time);
    private final Map<TopicPartition, String> known = Map.of(FIRST, "id", SECOND, "id");

    private static KafkaSourceOptions options() {
        return new KafkaSourceOptions(
                "host:1",
                new TopicSelection.Named(Set.of("t")),
                new StartAt.Latest(),
                IsolationLevel.READ_COMMITTED,
                LossPolicy.FAIL,
                LossPolicy.FAIL,
                Duration.ofSeconds(30),
                Duration.ofSeconds(60),
                1000,
                null,
                Map.of(),
                KafkaClients.REAL);
    }

    /** Answers as told. */
    private static final class ScriptedLookup implements TopicLookup {

        private CompletableFuture<Map<String, Topic>> topics =
                CompletableFuture.completedFuture(Map.of("t", new Topic("id", 2)));
        private int questions;

        @Override
        public CompletableFuture<Set<String>> allTopics() {
            return CompletableFuture.completedFuture(Set.of("t"));
        }

        @Override
        public CompletableFuture<Map<String, Topic>> selectedTopics() {
            questions++;
            return topics;
        }

        @Override
        public CompletableFuture<Map<String, Topic>> topics(Collection<String> names) {
            return selectedTopics();
        }

        @Override
        public CompletableFuture<Map<TopicPartition, Bounds>> bounds(Collection<TopicPartition> partitions) {
            return CompletableFuture.completedFuture(partitions.stream()
                    .collect(Collectors.toMap(Function.identity(), partition -> new Bounds(0, 5, 6))));
        }

        void answer(Map<String, Topic> answer) {
            topics = CompletableFuture.completedFuture(answer);
        }
    }

    /** One question and its answer. */
    private List<SplitStart> round() {
        time.advance(Duration.ofSeconds(30));
        discovery.poll(known);
        return discovery.poll(known);
    }

    @Test
    void asksOncePerInterval() {
        discovery.poll(known);
        assertThat(brokers.questions).isZero();
        round();
        discovery.poll(known);
        assertThat(brokers.questions).isEqualTo(1);
    }

    @Test
    void startsANewPartitionAtItsFirstRecordAlsoIfTheJobBeganWithTheLatest() {
        brokers.answer(Map.of("t", new Topic("id", 3)));
        assertThat(round()).containsExactly(new SplitStart(new TopicPartition("t", 2), "id", 0, null, 5, null));
    }

    @Test
    void takesAnAnswerWithoutTopicsNeitherForNewsNorForTheirEnd() {
        brokers.answer(Map.of());
        assertThat(round()).isEmpty();
        assertThat(round()).isEmpty();
        brokers.answer(Map.of("t", new Topic("id", 1)));
        assertThat(round()).isEmpty();
        brokers.answer(Map.of("t", new Topic("id", 2)));
        assertThat(round()).isEmpty();
        brokers.answer(Map.of());
        assertThat(round()).isEmpty();
    }

    @Test
    void stopsWhenATopicIsMissingAgainAndAgain() {
        brokers.answer(Map.of());
        round();
        round();
        assertThatThrownBy(this::round)
                .isInstanceOf(SourceException.class)
                .hasMessageContaining("topic t no longer exists");
    }

    @Test
    void stopsWhenATopicIsCreatedAgain() {
        brokers.answer(Map.of("t", new Topic("another", 2)));
        assertThatThrownBy(this::round)
                .isInstanceOf(SourceException.class)
                .hasMessageContaining("its id was id and is now another");
    }

    @Test
    void outlivesBrokersThatDoNotAnswer() {
        brokers.topics = CompletableFuture.failedFuture(new IllegalStateException("away"));
        assertThat(round()).isEmpty();
        brokers.answer(Map.of("t", new Topic("id", 3)));
        assertThat(round()).hasSize(1);
    }
}
