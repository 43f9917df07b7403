package io.holdfast.state.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.common.Worker;
import io.holdfast.common.Workers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of what was loaded in the background. Each test names the mutants of {@link RocksStores}. */
class RocksStoresTest {

    /** One worker, which does at once what it is given, or cannot. */
    private static final class AtOnce implements Workers, Worker {

        private boolean able = true;
        private boolean closed;
        private CompletableFuture<?> done = new CompletableFuture<>();

        @Override
        public Worker start(String name) {
            return this;
        }

        @Override
        public <T> CompletableFuture<T> submit(Callable<T> task) {
            CompletableFuture<T> future = able
                    ? CompletableFuture.completedFuture(call(task))
                    : CompletableFuture.failedFuture(new UnsatisfiedLinkError("no such library"));
            done = future;
            return future;
        }

        private static <T> T call(Callable<T> task) {
            try {
                return task.call();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void close() {
            closed = true;
        }

        @Override
        public <T> T await(CompletableFuture<T> future) throws Exception {
            return future.get();
        }

        @Override
        public boolean await(CompletableFuture<?> future, Duration atMost) {
            return future.isDone();
        }
    }

    private final AtOnce workers = new AtOnce();

    /** Mutants: the loader, the block cache, or the filter, stays. */
    @Test
    void closingEndsTheLoaderAndFreesTheBlockCache(@TempDir Path directory) {
        RocksStores stores = new RocksStores(1 << 20, workers);
        stores.open(directory, List.of("first")).close();
        RocksWorkingStores loaded = (RocksWorkingStores) workers.done.join();
        assertThat(loaded.blockCache.isOwningHandle() && loaded.bloom.isOwningHandle())
                .isTrue();
        stores.close();
        assertThat(workers.closed).isTrue();
        assertThat(loaded.blockCache.isOwningHandle() || loaded.bloom.isOwningHandle())
                .isFalse();
    }

    /** Mutant: closing fails as opening did, and hides why. */
    @Test
    void aLibraryThatCannotBeLoadedFailsTheOpeningAndNotTheClosing(@TempDir Path directory) {
        workers.able = false;
        RocksStores stores = new RocksStores(1 << 20, workers);
        assertThatThrownBy(() -> stores.open(directory, List.of("first")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll("cannot be loaded on this machine", "no such library");
        assertThatCode(stores::close).doesNotThrowAnyException();
    }
}
