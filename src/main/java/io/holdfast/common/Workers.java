package io.holdfast.common;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * The one place where threads come from and where they wait. Production runs each worker on a thread of its own;
 * the simulation runs all of them on one thread, in an order drawn from a seed, with waiting running other workers.
 * Code of the engine therefore never blocks on anything but these two waits and the I/O of the seams.
 */
public interface Workers {

    /** Starts a worker. Its thread is named {@code holdfast-<job>-<name>}. */
    Worker start(String name);

    /** Waits for the future and returns its value, or throws exactly what completed it exceptionally. */
    <T> T await(CompletableFuture<T> future) throws Exception;

    /** Waits for the future or the time, whichever comes first; true if the future is done, however it ended. */
    boolean await(CompletableFuture<?> future, Duration atMost);
}
