package io.holdfast.launch;

import io.holdfast.driver.Driver;
import io.holdfast.driver.JobDescription;
import io.holdfast.driver.JobHost;
import io.holdfast.failure.ConfigurationException;
import io.holdfast.model.JobListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The one job that a program starts in this process, from its start to its end. Thread-safe. */
public final class LaunchedJob implements JobHost {

    private final Consumer<JobDescription> starting;
    private final CountDownLatch end = new CountDownLatch(1);
    private @Nullable JobDescription job;
    private @Nullable Driver driver;
    private @Nullable Throwable failure;
    private boolean stopped;
    private boolean wasReady;

    /**
     * Will watch a job.
     *
     * @param starting is told of it before it starts
     */
    public LaunchedJob(Consumer<JobDescription> starting) {
        this.starting = starting;
    }

    @Override
    public JobDescription prepare(JobDescription described) {
        claim(described);
        starting.accept(described);
        List<JobListener> listeners = new ArrayList<>(described.listeners());
        listeners.add(new Watch());
        return described.heardBy(listeners);
    }

    private synchronized void claim(JobDescription described) {
        if (job != null) {
            throw new ConfigurationException(
                    "this program has started job '" + job.options().name() + "' and then '"
                            + described.options().name()
                            + "': run has one job in a process, so that one exit code tells of one job."
                            + " Give each a main of its own");
        }
        job = described;
    }

    @Override
    public boolean runsTheJob() {
        return true;
    }

    @Override
    public synchronized void started(Driver started) {
        driver = started;
        if (stopped) {
            started.requestStop();
        }
    }

    /** Asks the job to end in good order, also if it has not started yet. Returns at once. */
    public synchronized void stop() {
        stopped = true;
        if (driver != null) {
            driver.requestStop();
        }
    }

    /** What was started; null if nothing was. */
    public synchronized @Nullable JobDescription job() {
        return job;
    }

    /** Whether it was ready to run batches, so that the log tells how it ended. */
    public synchronized boolean wasReady() {
        return wasReady;
    }

    /** Waits until the job that was started has ended. */
    public void awaitEnd() throws InterruptedException {
        if (hasDriver()) {
            end.await();
        }
    }

    /** The same for a time. */
    public void awaitEnd(Duration atMost) throws InterruptedException {
        if (hasDriver()) {
            var unused = end.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private synchronized boolean hasDriver() {
        return driver != null;
    }

    /** Why it ended; null if it was stopped. */
    public synchronized @Nullable Throwable failure() {
        return failure;
    }

    private synchronized void ended(@Nullable Throwable why) {
        failure = why;
        end.countDown();
    }

    private synchronized void becameReady() {
        wasReady = true;
    }

    /** Hears of its life. */
    private final class Watch implements JobListener {

        @Override
        public void ready(Ready ready) {
            becameReady();
        }

        @Override
        public void ended(@Nullable Throwable why) {
            LaunchedJob.this.ended(why);
        }
    }
}
