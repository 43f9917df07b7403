package io.holdfast.state;

import io.holdfast.common.Worker;
import io.holdfast.common.Workers;
import io.holdfast.failure.StorageException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Carries the files of snapshots into storage and out of it, a few at a time for all shards of a job together, in the order in
 * which they were asked for. No transfer waits for another. Thread-safe; to be closed when its shards are closed.
 */
public final class Transfers implements AutoCloseable {

    /** Enough to keep a disk, or the way to some DataNodes, busy, and too few to be in the way of a commit for long. */
    static final int AT_ONCE_MAX = 4;

    private final Workers workers;
    private final List<Worker> started = new ArrayList<>();
    private final Deque<Worker> idle = new ArrayDeque<>();
    private final Deque<Runnable> waiting = new ArrayDeque<>();

    /** Starts its threads when there is something to carry. */
    public Transfers(Workers workers) {
        this.workers = workers;
    }

    /** The future carries what the transfer returned or threw. */
    <T> CompletableFuture<T> submit(Callable<T> transfer) {
        CompletableFuture<T> future = new CompletableFuture<>();
        Worker worker;
        synchronized (this) {
            waiting.add(() -> complete(future, transfer));
            worker = free();
        }
        if (worker != null) {
            begin(worker);
        }
        return future;
    }

    /** Waits until all have ended, then throws what one of them threw. */
    void await(List<? extends CompletableFuture<?>> transfers) {
        try {
            workers.await(CompletableFuture.allOf(transfers.toArray(CompletableFuture<?>[]::new)));
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new StorageException("cannot carry the files of a snapshot: " + e, e);
        }
    }

    /** Waits until one has ended, however it did. */
    void awaitEnd(CompletableFuture<?> transfer) {
        if (!transfer.isDone()) {
            try {
                workers.await(transfer.handle((result, failure) -> true));
            } catch (Exception e) {
                throw new IllegalStateException("Holdfast bug: a wait failed that cannot", e);
            }
        }
    }

    private @Nullable Worker free() {
        if (idle.isEmpty() && started.size() < AT_ONCE_MAX) {
            Worker worker = workers.start("transfer-" + started.size());
            started.add(worker);
            return worker;
        }
        return idle.poll();
    }

    private void begin(Worker worker) {
        CompletableFuture<?> unused = worker.submit(() -> {
            carry(worker);
            return true;
        });
    }

    /** One after the other, each in a task of its own. */
    private void carry(Worker worker) {
        Runnable transfer = next(worker);
        if (transfer != null) {
            transfer.run();
            if (!rests(worker)) {
                begin(worker);
            }
        }
    }

    /** Null if others have carried all; then the worker is idle. */
    private synchronized @Nullable Runnable next(Worker worker) {
        return rests(worker) ? null : waiting.remove();
    }

    private synchronized boolean rests(Worker worker) {
        if (waiting.isEmpty()) {
            idle.add(worker);
        }
        return waiting.isEmpty();
    }

    private static <T> void complete(CompletableFuture<T> future, Callable<T> transfer) {
        try {
            future.complete(transfer.call());
        } catch (Throwable e) {
            future.completeExceptionally(e);
        }
    }

    @Override
    public void close() {
        List<Worker> ending;
        synchronized (this) {
            ending = List.copyOf(started);
        }
        ending.forEach(Worker::close);
    }
}
