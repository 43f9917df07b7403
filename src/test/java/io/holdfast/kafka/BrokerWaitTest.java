package io.holdfast.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.failure.SourceException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.Test;

class BrokerWaitTest {

    private final ManualTime time = new ManualTime();
    private final ImpatientWorkers workers = new ImpatientWorkers(time);

    private BrokerWait limited(Duration limit) {
        return new BrokerWait(workers, time, "source in", "host:1", limit, SourceException::new);
    }

    @Test
    void givesUpAtTheLimitAfterWaitingInStepsOfFiveSeconds() {
        assertThatThrownBy(() -> limited(Duration.ofSeconds(12)).await(new CompletableFuture<>(), "list the topics"))
                .isInstanceOf(SourceException.class)
                .hasMessageStartingWith("source in: Kafka at host:1 did not list the topics within 12 s");
        assertThat(workers.waits())
                .containsExactly(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(2));
    }

    @Test
    void asksAgainWhenTheClientsClockEndedAQuestion() throws Exception {
        Deque<CompletableFuture<Integer>> answers = new ArrayDeque<>();
        answers.add(CompletableFuture.failedFuture(new TimeoutException("a step of the clock")));
        answers.add(CompletableFuture.completedFuture(3));
        int answer = limited(Duration.ofSeconds(12)).ask(answers::remove, "answer");
        assertThat(answer).isEqualTo(3);
        assertThat(workers.waits()).containsExactly(Duration.ofMillis(100));
    }

    @Test
    void asksNoLongerThanTheLimit() {
        assertThatThrownBy(() -> limited(Duration.ofSeconds(1))
                        .ask(
                                () -> workers.waits().size() < 4
                                        ? CompletableFuture.failedFuture(new TimeoutException("a step of the clock"))
                                        : new CompletableFuture<>(),
                                "answer"))
                .isInstanceOf(SourceException.class)
                .hasMessageContaining("did not answer within 1000 ms");
        assertThat(time.monotonicNanos()).isEqualTo(Duration.ofSeconds(1).toNanos());
    }

    @Test
    void doesNotRepeatAQuestionThatFailedForAnotherReason() {
        assertThatThrownBy(() -> limited(Duration.ofSeconds(1))
                        .ask(() -> CompletableFuture.failedFuture(new UnknownTopicOrPartitionException()), "answer"))
                .isInstanceOf(UnknownTopicOrPartitionException.class);
        assertThat(workers.waits()).isEmpty();
    }

    @Test
    void returnsAtOnceWhatIsThere() throws Exception {
        assertThat(limited(Duration.ofSeconds(12)).await(CompletableFuture.completedFuture(3), "answer"))
                .isEqualTo(3);
        assertThat(workers.waits()).isEmpty();
    }
}
