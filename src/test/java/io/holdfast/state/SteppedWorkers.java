package io.holdfast.state;

import io.holdfast.common.Worker;
import io.holdfast.common.Workers;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Workers without threads: tasks run when the test says so, or when their worker is closed. */
final class SteppedWorkers implements Workers {

    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();

    @Override
    public Worker start(String name) {
        return new Worker() {
            @Override
            public <T> CompletableFuture<T> submit(Callable<T> task) {
                CompletableFuture<T> future = new CompletableFuture<>();
                tasks.add(() -> run(task, future));
                return future;
            }

            @Override
            public void close() {
                runAll();
            }
        };
    }

    private static <T> void run(Callable<T> task, CompletableFuture<T> future) {
        try {
            future.complete(task.call());
        } catch (Throwable e) {
            future.completeExceptionally(e);
        }
    }

    boolean hasTasks() {
        return !tasks.isEmpty();
    }

    void runAll() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    /** What a task further down on the stack would have to complete is not waited for, and is null. */
    @Override
    @SuppressWarnings("NullAway")
    public <T> T await(CompletableFuture<T> future) throws Exception {
        runAll();
        try {
            return future.isDone() ? future.get() : null;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    @Override
    public boolean await(CompletableFuture<?> future, Duration atMost) {
        runAll();
        return future.isDone();
    }
}
