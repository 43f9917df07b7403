package io.holdfast.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.common.Worker;
import io.holdfast.common.Workers;
import io.holdfast.failure.SourceException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class BrokerWaitTest {

    private final ManualTime time = new ManualTime();
    private final List<Duration> waits = new ArrayList<>();

    private BrokerWait limited(Duration limit) {
        return new BrokerWait(new ImpatientWorkers(), time, "source in", "host:1", limit, SourceException::new);
    }

    /** Waiting takes no time but moves the clock. */
    private final class ImpatientWorkers implements Workers {

        @Override
        public Worker start(String name) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <T> T await(CompletableFuture<T> future) {
            return future.join();
        }

        @Override
        public boolean await(CompletableFuture<?> future, Duration atMost) {
            if (!future.isDone()) {
                waits.add(atMost);
                time.advance(atMost);
            }
            return future.isDone();
        }
    }

    @Test
    void givesUpAtTheLimitAfterWaitingInStepsOfFiveSeconds() {
        assertThatThrownBy(() -> limited(Duration.ofSeconds(12)).await(new CompletableFuture<>(), "list the topics"))
                .isInstanceOf(SourceException.class)
                .hasMessageStartingWith("source in: Kafka at host:1 did not list the topics within 12 s");
        assertThat(waits).containsExactly(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(2));
    }

    @Test
    void returnsAtOnceWhatIsThere() throws Exception {
        assertThat(limited(Duration.ofSeconds(12)).await(CompletableFuture.completedFuture(3), "answer"))
                .isEqualTo(3);
        assertThat(waits).isEmpty();
    }
}
