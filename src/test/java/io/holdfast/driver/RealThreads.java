package io.holdfast.driver;

import io.holdfast.common.ThreadWorkers;
import io.holdfast.common.Worker;
import io.holdfast.common.Workers;
import io.holdfast.testkit.simulation.ManualTime;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Workers on threads of their own, with time that passes when somebody waits for it: nothing takes long. */
final class RealThreads implements Workers {

    private static final Duration MOMENT = Duration.ofMillis(2);

    private final ThreadWorkers threads = new ThreadWorkers("test");
    private final ManualTime time;
    private final Consumer<String> closing;

    /** Tells the name of each worker that is about to be closed. */
    RealThreads(ManualTime time, Consumer<String> closing) {
        this.time = time;
        this.closing = closing;
    }

    @Override
    public Worker start(String name) {
        Worker worker = threads.start(name);
        return new Worker() {
            @Override
            public <T> CompletableFuture<T> submit(Callable<T> task) {
                return worker.submit(task);
            }

            @Override
            public void close() {
                closing.accept(name);
                worker.close();
            }
        };
    }

    @Override
    public <T> T await(CompletableFuture<T> future) throws Exception {
        return threads.await(future);
    }

    @Override
    public boolean await(CompletableFuture<?> future, Duration atMost) {
        boolean done = threads.await(future, atMost.compareTo(MOMENT) < 0 ? atMost : MOMENT);
        if (!done && !atMost.isNegative()) {
            time.advance(atMost);
        }
        return done;
    }
}
