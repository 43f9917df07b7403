package io.holdfast;

import io.holdfast.common.TimeSource;
import io.holdfast.common.Worker;
import io.holdfast.common.Workers;
import io.holdfast.status.JobControls;
import io.holdfast.status.SavepointView;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What people ask of a running job by its status server. Thread-safe. */
final class ContextControls implements JobControls {

    private static final Logger LOG = LoggerFactory.getLogger(ContextControls.class);

    private final StreamingContext job;
    private final Workers workers;
    private final TimeSource time;
    private @Nullable SavepointView savepoint;

    ContextControls(StreamingContext job, Workers workers, TimeSource time) {
        this.job = job;
        this.workers = workers;
        this.time = time;
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
        if (isOnItsWay(savepoint)) {
            throw new IllegalStateException("a savepoint is on its way: ask again when it has ended");
        }
        SavepointView begun = SavepointView.begun(target, time.wallMillis());
        Worker worker = workers.start("savepoint");
        savepoint = begun;
        Object unused = worker.submit(() -> {
            try (worker) {
                ended(copy(begun, why));
                return null;
            }
        });
    }

    private static boolean isOnItsWay(@Nullable SavepointView one) {
        return one != null && one.batch() == null && one.error() == null;
    }

    private SavepointView copy(SavepointView begun, String why) {
        try {
            long batch = job.savepoint(begun.target(), why);
            LOG.info("Savepoint of batch {} is in {}: {}", batch, begun.target(), why);
            return begun.complete(batch);
        } catch (RuntimeException | Error e) {
            LOG.error("No savepoint in {}: {}", begun.target(), e.getMessage(), e);
            return begun.failed(String.valueOf(e.getMessage()));
        }
    }

    private synchronized void ended(SavepointView one) {
        savepoint = one;
    }

    @Override
    public synchronized @Nullable SavepointView savepoint() {
        return savepoint;
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
