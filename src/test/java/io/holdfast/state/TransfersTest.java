package io.holdfast.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.common.Worker;
import io.holdfast.common.Workers;
import io.holdfast.failure.StorageException;
import io.holdfast.simulation.HeldWorkers;
import io.holdfast.testkit.simulation.DeterministicWorkers;
import io.holdfast.testkit.simulation.ManualTime;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How many files are carried at once, and what waits for what. */
class TransfersTest {

    private static final int FILES = 20;

    private final DeterministicWorkers workers = new DeterministicWorkers(1, new ManualTime());
    private final List<String> started = new ArrayList<>();
    private final List<Integer> carried = new ArrayList<>();

    private List<CompletableFuture<Integer>> submit(Transfers transfers) {
        return IntStream.range(0, FILES)
                .mapToObj(file -> transfers.submit(() -> {
                    carried.add(file);
                    return file;
                }))
                .toList();
    }

    /** Planted defects: one thread; a thread for each file. */
    @Test
    void aFewAreCarriedAtOnceHoweverManyThereAre() {
        Transfers transfers = new Transfers(new Counted());
        assertThat(started).isEmpty();
        List<CompletableFuture<Integer>> files = submit(transfers);
        assertThat(started).containsExactly("transfer-0", "transfer-1", "transfer-2", "transfer-3");
        transfers.await(files);
        assertThat(carried)
                .containsExactlyElementsOf(IntStream.range(0, FILES).boxed().toList());
        transfers.await(submit(transfers));
        assertThat(started).hasSize(Transfers.AT_ONCE_MAX);
    }

    /** Planted defect: each thread has files of its own to carry, so that some wait for a large one while others have nothing to do. */
    @Test
    void whileOneTakesLongTheOthersCarryTheRest() {
        HeldWorkers slow = new HeldWorkers(workers, "transfer-0");
        Transfers transfers = new Transfers(slow);
        List<CompletableFuture<Integer>> files = submit(transfers);
        workers.runAll();
        assertThat(files).allMatch(CompletableFuture::isDone);
        slow.letGo();
        workers.runAll();
        transfers.await(submit(transfers));
        assertThat(carried).hasSize(2 * FILES);
    }

    /** Planted defect: the first failure is thrown while others still write to the directory, which is removed then. */
    @Test
    void aFailureIsThrownWhenAllHaveEnded() {
        Transfers transfers = new Transfers(workers);
        List<CompletableFuture<?>> files = new ArrayList<>();
        files.add(transfers.submit(() -> {
            throw new IOException("no room");
        }));
        files.addAll(submit(transfers));
        assertThatThrownBy(() -> transfers.await(files))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("no room");
        assertThat(carried).hasSize(FILES);
        transfers.await(submit(transfers));
    }

    private final class Counted implements Workers {

        @Override
        public Worker start(String name) {
            started.add(name);
            return workers.start(name);
        }

        @Override
        public <T> T await(CompletableFuture<T> future) throws Exception {
            return workers.await(future);
        }

        @Override
        public boolean await(CompletableFuture<?> future, Duration atMost) {
            return workers.await(future, atMost);
        }
    }
}
