package io.holdfast.common;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/**
 * One thread of work: tasks run one at a time in the order they were submitted. Submitting is thread-safe.
 *
 * <p>Workers are never interrupted: an interrupt would close the file channel a commit is being written through.
 */
public interface Worker extends AutoCloseable {

    /** Runs the task after all tasks submitted before it; the future carries its result or exactly what it threw. */
    <T> CompletableFuture<T> submit(Callable<T> task);

    /**
     * Refuses further tasks, waits until those submitted have ended, and ends the thread. Called by one of its own tasks it
     * does not wait. Idempotent.
     */
    @Override
    void close();
}
