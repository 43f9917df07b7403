package io.holdfast.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.common.Worker;
import io.holdfast.common.Workers;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What every scheduler of a simulated process does. */
abstract class SimulatedWorkersContract {

    final ManualTime time = new ManualTime();
    final List<String> log = new ArrayList<>();
    final List<CompletableFuture<?>> queued = new ArrayList<>();

    abstract Workers workers();

    @Test
    void runsTheTasksOfOneWorkerInOrder() throws Exception {
        Worker worker = workers().start("a");
        queued.add(worker.submit(() -> log.add("first")));
        CompletableFuture<String> second = worker.submit(() -> "second");

        assertThat(log).isEmpty();
        assertThat(workers().await(second)).isEqualTo("second");
        assertThat(log).containsExactly("first");
    }

    @Test
    void throwsExactlyWhatTheTaskThrew() {
        IOException failure = new IOException("disk");
        Error error = new AssertionError("bug");
        Worker worker = workers().start("a");

        assertThatThrownBy(() -> workers().await(worker.submit(() -> {
                    throw failure;
                })))
                .isSameAs(failure);
        assertThatThrownBy(() -> workers().await(worker.submit(() -> {
                    throw error;
                })))
                .isSameAs(error);
    }

    @Test
    void movesTimeOnlyAsFarAsThePlannedActionThatEndsTheWait() throws Exception {
        CompletableFuture<String> reply = new CompletableFuture<>();
        time.after(Duration.ofMillis(50), () -> reply.complete("reply"));

        assertThat(workers().await(reply, Duration.ofSeconds(3))).isTrue();
        assertThat(time.monotonicNanos()).isEqualTo(50_000_000L);
        assertThat(workers().await(new CompletableFuture<>(), Duration.ofSeconds(3)))
                .isFalse();
        assertThat(time.monotonicNanos()).isEqualTo(3_050_000_000L);
    }

    @Test
    void closingAWorkerRunsItsTasksAndRefusesMore() {
        Worker a = workers().start("a");
        queued.add(a.submit(() -> log.add("a")));

        a.close();
        a.close();

        assertThat(log).containsExactly("a");
        assertThatThrownBy(() -> a.submit(() -> "late")).hasMessage("worker a is closed");
    }
}
