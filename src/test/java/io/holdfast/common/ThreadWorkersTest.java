package io.holdfast.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ThreadWorkersTest {

    private final ThreadWorkers workers = new ThreadWorkers("job");

    @Test
    void tasksRunInOrderOnOneNamedDaemonThread() throws Exception {
        List<Integer> ran = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        try (Worker worker = workers.start("shard-1")) {
            CompletableFuture<Boolean> last = CompletableFuture.completedFuture(false);
            for (int i = 0; i < 1000; i++) {
                int number = i;
                last = worker.submit(() -> ran.add(number) && threads.add(Thread.currentThread()));
            }
            assertThat(workers.await(last)).isTrue();
        }
        assertThat(ran).hasSize(1000).isSorted();
        assertThat(threads).containsOnly(threads.get(0)).hasSize(1000);
        assertThat(threads.get(0).getName()).isEqualTo("holdfast-job-shard-1");
        assertThat(threads.get(0).isDaemon()).isTrue();
    }

    /** Planted defect: close() that does not wait. */
    @Test
    void closeRunsWhatWasSubmittedAndRefusesMore() {
        CountDownLatch release = new CountDownLatch(1);
        List<String> ran = new ArrayList<>();
        Worker worker = workers.start("w");
        CompletableFuture<Boolean> first = worker.submit(() -> {
            release.await();
            return ran.add("first");
        });
        CompletableFuture<Boolean> second = worker.submit(() -> ran.add("second"));
        assertThat(first).isNotDone();
        release.countDown();
        worker.close();
        assertThat(first).isCompletedWithValue(true);
        assertThat(second).isCompletedWithValue(true);
        assertThat(ran).containsExactly("first", "second");
        assertThatIllegalStateException()
                .isThrownBy(() -> worker.submit(() -> 1))
                .withMessageContaining("closed");
        worker.close();
    }

    @Test
    void whatATaskThrowsComesOutOfAwaitAsItIs() {
        try (Worker worker = workers.start("w")) {
            for (Throwable thrown :
                    List.of(new IOException("io"), new IllegalStateException("state"), new AssertionError())) {
                CompletableFuture<Object> future = worker.submit(() -> {
                    if (thrown instanceof Error error) {
                        throw error;
                    }
                    throw (Exception) thrown;
                });
                assertThatThrownBy(() -> workers.await(future)).isSameAs(thrown);
                assertThat(workers.await(future, Duration.ofDays(1)))
                        .as("done, though not well")
                        .isTrue();
            }
            assertThat(worker.submit(() -> "next"))
                    .succeedsWithin(Duration.ofMinutes(1))
                    .isEqualTo("next");
        }
    }

    @Test
    void aBoundedWaitEndsWithoutTheFuture() {
        CompletableFuture<Object> never = new CompletableFuture<>();
        assertThat(workers.await(never, Duration.ZERO)).isFalse();
        assertThat(workers.await(never, Duration.ofMillis(1))).isFalse();
        assertThat(workers.await(never, Duration.ofSeconds(-1))).isFalse();
        never.complete("now");
        assertThat(workers.await(never, Duration.ZERO)).isTrue();
    }
}
