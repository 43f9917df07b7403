package io.holdfast;

import io.holdfast.common.Worker;
import io.holdfast.common.Workers;
import io.holdfast.status.JobControls;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What people ask of a running job by its status server. Thread-safe. */
final class ContextControls implements JobControls {

    private static final Logger LOG = LoggerFactory.getLogger(ContextControls.class);

    private final StreamingContext job;
    private final Workers workers;
    private CompletableFuture<?> savepoint = CompletableFuture.completedFuture(null);

    ContextControls(StreamingContext job, Workers workers) {
        this.job = job;
        this.workers = workers;
    }

    @Override
    public void pause() {
        job.pause();
    }

    @Override
    public void resume() {
        job.resume();
    }

    @Override
    public boolean isPaused() {
        return job.isPaused();
    }

    @Override
    public void snapshotNow() {
        job.snapshotNow();
    }

    @Override
    public synchronized void beginSavepoint(String target, String why) {
        if (!savepoint.isDone()) {
            throw new IllegalStateException("a savepoint is on its way: ask again when the log says that it has ended");
        }
        Worker worker = workers.start("savepoint");
        savepoint = worker.submit(() -> {
            try (worker) {
                copy(target, why);
                return null;
            }
        });
    }

    private void copy(String target, String why) {
        try {
            long batch = job.savepoint(target, why);
            LOG.info("Savepoint of batch {} is in {}: {}", batch, target, why);
        } catch (RuntimeException e) {
            LOG.error("No savepoint in {}: {}", target, e.getMessage(), e);
        }
    }

    @Override
    public void limitRate(String source, long recordsPerSecond) {
        job.limitRate(source, recordsPerSecond);
    }

    @Override
    public void requestStop() {
        job.requestStop();
    }
}
