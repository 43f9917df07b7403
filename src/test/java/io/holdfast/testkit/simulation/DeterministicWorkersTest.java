package io.holdfast.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.common.ThreadWorkers;
import io.holdfast.common.Worker;
import io.holdfast.common.Workers;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class DeterministicWorkersTest extends SimulatedWorkersContract {

    private final DeterministicWorkers workers = new DeterministicWorkers(1, time);

    @Override
    Workers workers() {
        return workers;
    }

    @Test
    void interleavesWorkersByTheSeedAlone() {
        Set<String> orders = new HashSet<>();
        for (long seed = 0; seed < 20; seed++) {
            String order = interleaving(seed);
            assertThat(interleaving(seed)).as("seed " + seed).isEqualTo(order);
            orders.add(order);
        }
        assertThat(orders).hasSizeGreaterThan(3);
    }

    private String interleaving(long seed) {
        DeterministicWorkers workers = new DeterministicWorkers(seed, new ManualTime());
        StringBuilder order = new StringBuilder();
        for (String name : List.of("a", "b", "c")) {
            Worker worker = workers.start(name);
            queued.add(worker.submit(() -> order.append(name)));
            queued.add(worker.submit(() -> order.append(name)));
        }
        workers.runAll();
        return order.toString();
    }

    /** Planted defect: without the busy flag, the second task of {@code a} runs inside the first. */
    @Test
    void neverEntersAWorkerThatIsInTheMiddleOfATask() throws Exception {
        for (long seed = 0; seed < 20; seed++) {
            List<String> order = new ArrayList<>();
            DeterministicWorkers some = new DeterministicWorkers(seed, new ManualTime());
            Worker a = some.start("a");
            Worker b = some.start("b");
            queued.add(a.submit(() -> {
                order.add("a1 begins");
                some.await(b.submit(() -> order.add("b")));
                return order.add("a1 ends");
            }));
            CompletableFuture<Boolean> second = a.submit(() -> order.add("a2"));

            some.await(second);

            assertThat(order).as("seed " + seed).containsExactly("a1 begins", "b", "a1 ends", "a2");
        }
    }

    @Test
    void reportsADeadlockWithTheWorkersAndTheirQueues() {
        Worker a = workers.start("a");
        CompletableFuture<Boolean> own = new CompletableFuture<>();
        CompletableFuture<Boolean> task = a.submit(() -> workers.await(own));
        queued.add(a.submit(() -> own.complete(true)));

        assertThatThrownBy(() -> workers.await(task))
                .hasMessageContaining("deadlock")
                .hasMessageContaining("a (in a task, 1 queued)");
    }

    @Test
    void movesTimeToTheDeadlineWhenNothingCanRun() {
        boolean done = workers.await(new CompletableFuture<>(), Duration.ofSeconds(3));

        assertThat(done).isFalse();
        assertThat(time.monotonicNanos()).isEqualTo(3_000_000_000L);
    }

    @Test
    void timesOutAheadOfPendingWorkForSomeSeedsOnly() {
        Set<Boolean> outcomes = new HashSet<>();
        for (long seed = 0; seed < 100; seed++) {
            DeterministicWorkers some = new DeterministicWorkers(seed, new ManualTime());
            outcomes.add(some.await(some.start("a").submit(() -> "done"), Duration.ofSeconds(1)));
        }
        assertThat(outcomes).containsExactlyInAnyOrder(true, false);
    }

    @Test
    void saysDoneForAFailedFuture() {
        CompletableFuture<String> failed = CompletableFuture.failedFuture(new IOException("disk"));

        assertThat(workers.await(failed, Duration.ZERO)).isTrue();
    }

    @Test
    void aKilledProcessRunsNothingAndThrowsFromEveryCall() {
        Error death = new AssertionError("killed");
        Worker a = workers.start("a");
        CompletableFuture<Boolean> task = a.submit(() -> {
            workers.kill(death);
            return log.add("the rest of this task");
        });
        queued.add(a.submit(() -> log.add("never")));

        assertThatThrownBy(() -> workers.await(task)).isSameAs(death);
        assertThatThrownBy(() -> workers.await(task, Duration.ofSeconds(1))).isSameAs(death);
        assertThatThrownBy(() -> a.submit(() -> "late")).isSameAs(death);
        assertThatThrownBy(() -> workers.start("b")).isSameAs(death);
        assertThatThrownBy(workers::runAll).isSameAs(death);
        a.close();
        assertThat(log).containsExactly("the rest of this task");
    }

    @Test
    void aHookCanKillBeforeAnyTask() {
        Error death = new AssertionError("killed");
        workers.onStep(() -> {
            if (workers.steps() == 2) {
                workers.kill(death);
            }
        });
        Worker a = workers.start("a");
        queued.add(a.submit(() -> log.add("one")));
        CompletableFuture<Boolean> two = a.submit(() -> log.add("two"));

        assertThatThrownBy(() -> workers.await(two)).isSameAs(death);
        assertThat(log).containsExactly("one");
    }

    @Test
    void refusesASecondThread() throws Exception {
        workers.start("a");
        ThreadWorkers threads = new ThreadWorkers("test");
        Worker other = threads.start("other");

        assertThatThrownBy(() -> threads.await(other.submit(() -> workers.start("b"))))
                .hasMessageContaining("deterministic workers of thread");
        other.close();
    }
}
