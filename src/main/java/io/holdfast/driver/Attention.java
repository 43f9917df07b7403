package io.holdfast.driver;

import io.holdfast.common.Workers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Wakes the driver when something happened that it should look at. Thread-safe. */
final class Attention {

    private final Workers workers;
    private CompletableFuture<Void> signal = new CompletableFuture<>();

    Attention(Workers workers) {
        this.workers = workers;
    }

    /** Ends the current wait, or the next one if there is none. */
    synchronized void raise() {
        signal.complete(null);
    }

    private synchronized CompletableFuture<Void> current() {
        return signal;
    }

    private synchronized void lower() {
        if (signal.isDone()) {
            signal = new CompletableFuture<>();
        }
    }

    /** Waits until attention is raised, or for the time. Called by the driver only. */
    void await(Duration atMost) {
        workers.await(current(), atMost);
        lower();
    }
}
