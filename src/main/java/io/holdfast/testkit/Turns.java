package io.holdfast.testkit;

import java.util.concurrent.Semaphore;

/** A test and a job on two threads, of which one runs at a time. */
final class Turns {

    private final Semaphore test = new Semaphore(0);
    private final Semaphore job = new Semaphore(0);

    /** Called by the test: lets the job run until it passes or ends. */
    void letJobRun() {
        job.release();
        awaitJob();
    }

    /** The same for a job that has just been started. */
    void awaitJob() {
        try {
            test.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the test was interrupted while the job was running a batch", e);
        }
    }

    /** Called by the job: it is the turn of the test, until that says otherwise. */
    void pass() {
        test.release();
        job.acquireUninterruptibly();
    }

    /** Called by the job at its end. */
    void end() {
        test.release();
    }
}
