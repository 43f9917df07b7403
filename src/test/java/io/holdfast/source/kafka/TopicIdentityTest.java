package io.holdfast.source.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.failure.SourceException;
import io.holdfast.kafka.BrokerWait;
import io.holdfast.kafka.ImpatientWorkers;
import io.holdfast.kafka.ManualTime;
import io.holdfast.source.kafka.TopicLookup.Bounds;
import io.holdfast.source.kafka.TopicLookup.Topic;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Planted defects: one answer without a topic taken for its end (PROOF = 1), or for a confirmation (no second question); a
 * failure of Kafka's client let through, which ends the job instead of the reader.
 */
class TopicIdentityTest {

    private static final Map<String, Topic> SAME = Map.of("t", new Topic("id", 2));
    private static final Map<String, Topic> NOTHING = Map.of();

    private final ManualTime time = new ManualTime();
    private final ImpatientWorkers workers = new ImpatientWorkers(time);
    private final TopicIdentity identity = new TopicIdentity("in");
    private final Deque<Map<String, Topic>> answers = new ArrayDeque<>();

    private @Nullable KafkaException failure;

    private void confirm(List<Map<String, Topic>> script) throws Exception {
        answers.addAll(script);
        BrokerWait wait =
                new BrokerWait(workers, time, "source in", "host:1", Duration.ofSeconds(60), SourceException::new);
        identity.confirm(Map.of("t", "id"), new Script(), wait);
    }

    private final class Script implements TopicLookup {

        @Override
        public CompletableFuture<Map<String, Topic>> topics(Collection<String> names) {
            return failure != null
                    ? CompletableFuture.failedFuture(failure)
                    : CompletableFuture.completedFuture(answers.remove());
        }

        @Override
        public CompletableFuture<Set<String>> allTopics() {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletableFuture<Map<String, Topic>> selectedTopics() {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletableFuture<Map<TopicPartition, Bounds>> bounds(Collection<TopicPartition> partitions) {
            throw new UnsupportedOperationException();
        }
    }

    @Test
    void asksOnceIfTheTopicIsTheSame() throws Exception {
        confirm(List.of(SAME));
        assertThat(answers).isEmpty();
        assertThat(workers.waits()).isEmpty();
    }

    @Test
    void refusesATopicThatWasCreatedAgain() {
        assertThatThrownBy(() -> confirm(List.of(Map.of("t", new Topic("another", 2)))))
                .isInstanceOf(SourceException.class)
                .hasMessageContaining("its id was id and is now another");
    }

    @Test
    void namesWhatCouldNotBeAsked() {
        failure = new TimeoutException("Timed out waiting to send the call");
        assertThatThrownBy(() -> confirm(List.of()))
                .isInstanceOf(SourceException.class)
                .hasMessageContaining("host:1")
                .hasMessageContaining("[t]")
                .hasMessageContaining("Timed out")
                .hasCause(failure);
    }

    @Test
    void asksAgainWhileAnAnswerLacksTheTopic() throws Exception {
        confirm(List.of(NOTHING, NOTHING, SAME));
        assertThat(answers).isEmpty();
        assertThat(workers.waits()).containsExactly(TopicIdentity.RECHECK, TopicIdentity.RECHECK);
    }

    @Test
    void doesNotAddUpAnswersThatLackTheTopicOverOnesThatHaveIt() throws Exception {
        confirm(List.of(NOTHING, NOTHING, SAME));
        confirm(List.of(NOTHING, NOTHING, SAME));
        assertThat(answers).isEmpty();
    }

    @Test
    void endsWhenTheTopicIsMissingAgainAndAgain() {
        assertThatThrownBy(() -> confirm(List.of(NOTHING, NOTHING, NOTHING)))
                .isInstanceOf(SourceException.class)
                .hasMessageContaining("topic t no longer exists");
    }
}
