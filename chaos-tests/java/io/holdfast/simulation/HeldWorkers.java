package io.holdfast.simulation;

import io.holdfast.common.Worker;
import io.holdfast.common.Workers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/** Workers of which one is slow: what it is given waits until it is let go. */
public final class HeldWorkers implements Workers {

    private final Workers workers;
    private final String held;
    private final List<Runnable> waiting = new ArrayList<>();
    private boolean free;

    public HeldWorkers(Workers workers, String held) {
        this.workers = workers;
        this.held = held;
    }

    public void letGo() {
        free = true;
        waiting.forEach(Runnable::run);
        waiting.clear();
    }

    public void hold() {
        free = false;
    }

    @Override
    public Worker start(String name) {
        Worker worker = workers.start(name);
        return name.equals(held) ? new HeldWorker(worker) : worker;
    }

    @Override
    public <T> T await(CompletableFuture<T> future) throws Exception {
        return workers.await(future);
    }

    @Override
    public boolean await(CompletableFuture<?> future, Duration atMost) {
        return workers.await(future, atMost);
    }

    private final class HeldWorker implements Worker {
        private final Worker worker;

        HeldWorker(Worker worker) {
            this.worker = worker;
        }

        @Override
        public <T> CompletableFuture<T> submit(Callable<T> task) {
            if (free) {
                return worker.submit(task);
            }
            CompletableFuture<T> result = new CompletableFuture<>();
            waiting.add(() -> {
                CompletableFuture<?> unused = worker.submit(task).whenComplete((value, failure) -> {
                    if (failure == null) {
                        result.complete(value);
                    } else {
                        result.completeExceptionally(failure);
                    }
                });
            });
            return result;
        }

        @Override
        public void close() {
            worker.close();
        }
    }
}
