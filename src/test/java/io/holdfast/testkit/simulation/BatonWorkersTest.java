package io.holdfast.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.common.ThreadWorkers;
import io.holdfast.common.Worker;
import io.holdfast.common.Workers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BatonWorkersTest extends SimulatedWorkersContract {

    private final BatonWorkers workers = new BatonWorkers(1, time);

    @Override
    Workers workers() {
        return workers;
    }

    @AfterEach
    void end() {
        workers.end();
    }

    /** What {@link DeterministicWorkers} cannot do: the wait of {@code a} would lie on top of what it waits for. */
    @Test
    void aTaskMayWaitForWhatAnotherWaitingTaskDoesNext() throws Exception {
        CompletableFuture<String> ping = new CompletableFuture<>();
        CompletableFuture<String> pong = new CompletableFuture<>();
        Worker a = workers.start("a");
        Worker b = workers.start("b");
        CompletableFuture<Boolean> first = a.submit(() -> {
            workers.await(ping);
            return pong.complete("pong");
        });
        CompletableFuture<String> second = b.submit(() -> {
            ping.complete("ping");
            return workers.await(pong);
        });

        assertThat(workers.await(second)).isEqualTo("pong");
        assertThat(workers.await(first)).isTrue();
    }

    /** A task that never ends while the others work, as one that polls. */
    @Test
    void aTaskMayPollForAsLongAsTheProcessLives() throws Exception {
        Worker poller = workers.start("poller");
        boolean[] closing = {false};
        CompletableFuture<Integer> polls = poller.submit(() -> {
            int count = 0;
            while (!closing[0]) {
                workers.await(new CompletableFuture<>(), Duration.ofMillis(100));
                count++;
            }
            return count;
        });
        workers.await(new CompletableFuture<>(), Duration.ofSeconds(10));
        closing[0] = true;
        poller.close();

        assertThat(workers.await(polls)).isBetween(50, 101);
        assertThat(workers.open()).isEmpty();
    }

    /** Planted defect: drawing the next holder from {@code ThreadLocalRandom} gives other orders for the same seed. */
    @Test
    void interleavesByTheSeedAlone() throws Exception {
        Set<String> orders = new HashSet<>();
        for (long seed = 0; seed < 50; seed++) {
            String order = interleaving(seed);
            assertThat(interleaving(seed)).as("seed " + seed).isEqualTo(order);
            orders.add(order);
        }
        assertThat(orders).hasSizeGreaterThan(20);
    }

    private static String interleaving(long seed) throws Exception {
        ManualTime time = new ManualTime();
        BatonWorkers workers = new BatonWorkers(seed, time);
        StringBuilder order = new StringBuilder();
        List<CompletableFuture<String>> ends = new ArrayList<>();
        for (String name : List.of("a", "b", "c")) {
            Worker worker = workers.start(name);
            for (int task = 0; task < 2; task++) {
                ends.add(worker.submit(() -> {
                    order.append(name);
                    workers.await(new CompletableFuture<>(), Duration.ofMillis(10));
                    order.append(name).append(time.monotonicNanos() / 1_000_000);
                    return name;
                }));
            }
        }
        for (CompletableFuture<String> end : ends) {
            workers.await(end);
        }
        workers.end();
        return order.append(' ').append(workers.steps()).toString();
    }

    @Test
    void aDeadlockEndsTheProcessAndNamesWhoWaits() {
        Worker a = workers.start("a");
        CompletableFuture<Boolean> own = new CompletableFuture<>();
        CompletableFuture<Boolean> task = a.submit(() -> workers.await(own));
        queued.add(a.submit(() -> own.complete(true)));

        assertThatThrownBy(() -> workers.await(task))
                .hasMessageContaining("deadlock")
                .hasMessageContaining("a (waits, 1 queued)");
    }

    @Test
    void aWorkerMayCloseItself() throws Exception {
        Worker a = workers.start("a");
        assertThat(workers.await(a.submit(() -> {
                    a.close();
                    return "closed";
                })))
                .isEqualTo("closed");
        a.close();
        assertThat(workers.open()).isEmpty();
    }

    @Test
    void aKilledProcessThrowsFromEveryCallAndRunsNothingThatIsQueued() {
        Error death = new AssertionError("killed");
        Worker a = workers.start("a");
        Worker b = workers.start("b");
        CompletableFuture<Boolean> waits = b.submit(() -> workers.await(new CompletableFuture<>()));
        CompletableFuture<Boolean> task = a.submit(() -> {
            workers.kill(death);
            return log.add("the rest of this task");
        });
        queued.add(a.submit(() -> log.add("never")));

        assertThatThrownBy(() -> workers.await(task)).isSameAs(death);
        assertThatThrownBy(() -> workers.await(task, Duration.ofSeconds(1))).isSameAs(death);
        assertThatThrownBy(() -> a.submit(() -> "late")).isSameAs(death);
        assertThatThrownBy(() -> workers.start("c")).isSameAs(death);
        a.close();
        workers.end();
        assertThat(log).containsExactly("the rest of this task");
        assertThat(workers.open()).isEmpty();
        // Depending on who came first, b was never begun or unwound.
        assertThat(!waits.isDone() || waits.isCompletedExceptionally()).isTrue();
    }

    @Test
    void aHookCanKillAtAnyTurn() {
        for (long seed = 0; seed < 50; seed++) {
            Error death = new AssertionError("killed");
            BatonWorkers some = new BatonWorkers(seed, new ManualTime());
            long fatal = 1 + seed % 6;
            some.onStep(() -> {
                if (some.steps() == fatal) {
                    some.kill(death);
                    throw death;
                }
            });
            assertThatThrownBy(() -> {
                        Worker a = some.start("a");
                        while (true) {
                            some.await(a.submit(() -> "one"));
                        }
                    })
                    .isSameAs(death);
            some.end();
            assertThat(some.steps()).isEqualTo(fatal);
        }
    }

    @Test
    void aPlannedActionCanKill() {
        Error death = new AssertionError("killed");
        time.after(Duration.ofSeconds(1), () -> {
            workers.kill(death);
            throw death;
        });
        Worker a = workers.start("a");
        queued.add(a.submit(() -> workers.await(new CompletableFuture<>(), Duration.ofSeconds(2))));

        assertThatThrownBy(() -> workers.await(queued.get(0))).isSameAs(death);
    }

    /** Planted defect: a strand that keeps its thread when its process dies makes ten new threads in each round. */
    @Test
    void threadsOfDeadProcessesAreUsedAgain() {
        processWithTenWorkers();
        int before = CarrierThreads.created();
        for (int process = 0; process < 200; process++) {
            processWithTenWorkers();
        }
        // The thread that gave its baton away last may still be on its way back.
        assertThat(CarrierThreads.created()).isLessThan(before + 20);
    }

    private void processWithTenWorkers() {
        BatonWorkers some = new BatonWorkers(7, new ManualTime());
        for (int i = 0; i < 10; i++) {
            queued.add(some.start("worker " + i).submit(() -> some.await(new CompletableFuture<>())));
        }
        some.await(new CompletableFuture<>(), Duration.ofSeconds(1));
        some.end();
    }

    @Test
    void refusesAThreadThatDoesNotHoldTheBaton() throws Exception {
        ThreadWorkers threads = new ThreadWorkers("test");
        Worker other = threads.start("other");

        assertThatThrownBy(() -> threads.await(other.submit(() -> workers.start("b"))))
                .hasMessageContaining("does not hold the baton");
        other.close();
    }
}
