package io.holdfast.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.failure.SourceException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
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
    void returnsAtOnceWhatIsThere() throws Exception {
        assertThat(limited(Duration.ofSeconds(12)).await(CompletableFuture.completedFuture(3), "answer"))
                .isEqualTo(3);
        assertThat(workers.waits()).isEmpty();
    }
}
