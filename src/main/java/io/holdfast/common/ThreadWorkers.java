package io.holdfast.common;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Workers on threads of their own, as production runs them. Threads are daemons: the job, not they, keeps a JVM up. */
public final class ThreadWorkers implements Workers {

    private final String prefix;

    /** Threads will be named {@code holdfast-<job>-<worker>}. */
    public ThreadWorkers(String job) {
        prefix = "holdfast-" + job + "-";
    }

    @Override
    public Worker start(String name) {
        ThreadWorker worker = new ThreadWorker(prefix + name);
        worker.thread.start();
        return worker;
    }

    @Override
    public <T> T await(CompletableFuture<T> future) throws Exception {
        try {
            return future.get();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof Error error) {
                throw error;
            }
            throw cause instanceof Exception exception ? exception : e;
        }
    }

    @Override
    public boolean await(CompletableFuture<?> future, Duration atMost) {
        try {
            future.get(Math.max(0, atMost.toNanos()), TimeUnit.NANOSECONDS);
            return true;
        } catch (ExecutionException e) {
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Whether the caller runs on one of these workers, and so must not wait for them to end. */
    public boolean areRunningThis() {
        return Thread.currentThread() instanceof WorkerThread thread && thread.workers() == this;
    }

    private final class WorkerThread extends Thread {

        WorkerThread(Runnable run, String name) {
            super(run, name);
            setDaemon(true);
        }

        ThreadWorkers workers() {
            return ThreadWorkers.this;
        }
    }

    private final class ThreadWorker implements Worker {

        private static final Runnable END = () -> {};

        private final LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
        private final CompletableFuture<Void> ended = new CompletableFuture<>();
        private final Thread thread;
        private boolean closed;

        ThreadWorker(String name) {
            thread = new WorkerThread(this::run, name);
        }

        @Override
        public <T> CompletableFuture<T> submit(Callable<T> task) {
            CompletableFuture<T> future = new CompletableFuture<>();
            synchronized (this) {
                if (closed) {
                    throw new IllegalStateException("this worker is closed");
                }
                tasks.add(() -> complete(future, task));
            }
            return future;
        }

        private static <T> void complete(CompletableFuture<T> future, Callable<T> task) {
            try {
                future.complete(task.call());
            } catch (Throwable t) {
                future.completeExceptionally(t);
            }
        }

        private void run() {
            try {
                for (Runnable task = tasks.take(); task != END; task = tasks.take()) {
                    task.run();
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException("a Holdfast worker was interrupted; nothing in Holdfast does that", e);
            } finally {
                ended.complete(null);
            }
        }

        @Override
        public void close() {
            synchronized (this) {
                if (!closed) {
                    closed = true;
                    tasks.add(END);
                }
            }
            if (Thread.currentThread() != thread) {
                ended.join();
            }
        }
    }
}
