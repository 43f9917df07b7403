package io.holdfast.state.rocksdb;

import io.holdfast.common.Worker;
import io.holdfast.common.Workers;
import io.holdfast.state.WorkingStore;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Working stores in RocksDB, whose native code is loaded in the background: unpacking it takes a good part of a second,
 * in which a job can take its directory over. Thread-safe; to be closed after its stores.
 */
public final class RocksStores implements WorkingStore.Factory, AutoCloseable {

    private final Workers workers;
    private final Worker loader;
    private final CompletableFuture<RocksWorkingStores> loaded;

    /** Begins to load. All stores share a block cache of so many bytes. */
    public RocksStores(long blockCacheBytes, Workers workers) {
        this.workers = workers;
        loader = workers.start("load-rocksdb");
        loaded = loader.submit(() -> new RocksWorkingStores(blockCacheBytes));
    }

    @Override
    public WorkingStore open(Path directory, List<String> spaces) {
        return await().open(directory, spaces);
    }

    private RocksWorkingStores await() {
        try {
            return workers.await(loaded);
        } catch (Exception e) {
            throw new IllegalStateException("RocksDB's native library cannot be loaded on this machine: " + e, e);
        }
    }

    @Override
    public void close() {
        loader.close();
        if (!loaded.isCompletedExceptionally()) {
            await().close();
        }
    }
}
