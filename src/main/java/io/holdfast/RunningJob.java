package io.holdfast;

import io.holdfast.common.TimeSource;
import io.holdfast.common.Worker;
import io.holdfast.common.Workers;
import io.holdfast.driver.Driver;
import io.holdfast.driver.JobDescription;
import io.holdfast.driver.JobEnvironment;
import io.holdfast.model.JobListener;
import io.holdfast.state.rocksdb.RocksStores;
import io.holdfast.status.StatusServer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A job that was started.
 *
 * @param checkpoint where its checkpoints are
 * @param page its status page, which ends with it
 * @param ended when the job has ended, with what ended it
 */
record RunningJob(Driver driver, String checkpoint, @Nullable StatusServer page, CompletableFuture<Void> ended) {

    /** RocksDB's block cache gets this part of the memory for cached state, besides it. */
    private static final long BLOCK_CACHE_PART = 4;

    /** Starts the job on a thread of its own, and returns at once; it is ready when it says so. */
    static RunningJob start(
            JobDescription job, @Nullable StatusServer page, Workers workers, CompletableFuture<Void> ready) {
        RocksStores stores = new RocksStores(job.options().stateCacheBytes() / BLOCK_CACHE_PART, workers);
        JobEnvironment environment = new JobEnvironment(
                job.checkpoint(), job.workDirectory(), stores, workers, TimeSource.SYSTEM, new SecureRandom());
        Driver driver = new Driver(job.options(), job.plan(), job.types(), environment, listeners(job, page, ready));
        CompletableFuture<Void> ended = run(driver, stores, page, workers.start("driver"));
        return new RunningJob(driver, job.checkpoint().location(), page, ended);
    }

    private static List<JobListener> listeners(
            JobDescription job, @Nullable StatusServer page, CompletableFuture<Void> ready) {
        List<JobListener> all = new ArrayList<>(page == null ? List.of() : page.listeners());
        all.addAll(job.listeners());
        all.add(new JobListener() {
            @Override
            public void ready(Ready event) {
                ready.complete(null);
            }
        });
        return all;
    }

    private static CompletableFuture<Void> run(
            Driver driver, RocksStores stores, @Nullable StatusServer page, Worker worker) {
        return worker.submit(() -> {
            try (worker;
                    stores;
                    page) {
                driver.run();
                return null;
            }
        });
    }
}
