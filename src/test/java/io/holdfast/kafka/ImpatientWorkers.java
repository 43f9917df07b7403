package io.holdfast.kafka;

import io.holdfast.common.Worker;
import io.holdfast.common.Workers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Waiting takes no time but moves the clock; there are no workers. */
public final class ImpatientWorkers implements Workers {

    private final ManualTime time;
    private final List<Duration> waits = new ArrayList<>();

    public ImpatientWorkers(ManualTime time) {
        this.time = time;
    }

    /** How long each wait was that found nothing. */
    public List<Duration> waits() {
        return waits;
    }

    @Override
    public Worker start(String name) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <T> T await(CompletableFuture<T> future) throws Exception {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    @Override
    public boolean await(CompletableFuture<?> future, Duration atMost) {
        if (!future.isDone()) {
            waits.add(atMost);
            time.advance(atMost);
        }
        return future.isDone();
    }
}
