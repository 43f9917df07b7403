package io.holdfast.testkit.simulation;

import io.holdfast.common.Check;
import io.holdfast.common.Worker;
import io.holdfast.common.Workers;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * All workers on the calling thread, in an order drawn from a seed: the same seed gives the same run.
 *
 * <p>Whoever waits runs queued tasks of other workers meanwhile, so tasks nest on the stack. A worker that is in the
 * middle of a task is never entered again. When nothing can run, time moves on to the next planned action or the
 * earliest deadline. A timed wait may also, by the seed, time out although there was work: a slow machine. Since a
 * task that waits must end before what waits below it on the stack can go on, a task must not wait for something that
 * only a waiter below it would do; that is reported as a deadlock.
 *
 * <p>{@link #kill} ends the simulated process: nothing that was queued runs, and every further submission or wait
 * throws. To be used by one thread only, which is checked.
 */
public final class DeterministicWorkers implements Workers {

    /** One in this many steps of a timed wait that has work to run times out instead. */
    private static final int TIME_OUT_ONE_IN = 16;

    private final SplittableRandom random;
    private final ManualTime time;
    private final List<QueueWorker> workers = new ArrayList<>();
    private final List<Long> deadlines = new ArrayList<>();
    private Runnable beforeStep = () -> {};
    private long steps;
    private @Nullable Error death;
    private @Nullable Thread owner;

    /** Workers whose order comes from a seed, and whose waits move this time. */
    public DeterministicWorkers(long seed, ManualTime time) {
        this.random = new SplittableRandom(seed);
        this.time = time;
    }

    /** Calls the hook before each task; it may {@link #kill}. */
    public void onStep(Runnable hook) {
        beforeStep = hook;
    }

    /** How many tasks were begun. */
    public long steps() {
        return steps;
    }

    /** Lets the simulated process die: drops what is queued and makes every further submission or wait throw. */
    public void kill(Error cause) {
        death = cause;
        workers.forEach(worker -> worker.tasks.clear());
    }

    /** Whether no worker is in a task or has one queued: only time, or whoever is not a worker, can bring something about. */
    public boolean isIdle() {
        return workers.stream().allMatch(worker -> !worker.busy && worker.tasks.isEmpty());
    }

    /** Runs everything that is queued, and what that queues. */
    public void runAll() {
        checkAlive();
        while (runOne()) {
            checkAlive();
        }
    }

    @Override
    public Worker start(String name) {
        checkAlive();
        QueueWorker worker = new QueueWorker(name);
        workers.add(worker);
        return worker;
    }

    @Override
    public <T> T await(CompletableFuture<T> future) throws Exception {
        waitUntil(future::isDone, "a future without a time limit");
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
        checkAlive();
        long deadline = time.monotonicNanos() + Math.max(0, atMost.toNanos());
        deadlines.add(deadline);
        try {
            while (!future.isDone()) {
                if (timesOut(deadline) || (!runOne() && !moveTime(deadline))) {
                    time.advanceTo(deadline);
                    checkAlive();
                    return future.isDone();
                }
                checkAlive();
            }
            return true;
        } finally {
            deadlines.remove(deadlines.size() - 1);
        }
    }

    private boolean timesOut(long deadline) {
        int oneIn = time.monotonicNanos() >= deadline ? 2 : TIME_OUT_ONE_IN;
        return !runnable().isEmpty() && random.nextInt(oneIn) == 0;
    }

    private void waitUntil(BooleanSupplier done, String what) {
        checkAlive();
        while (!done.getAsBoolean()) {
            if (!runOne() && !moveTime(Long.MAX_VALUE)) {
                throw new IllegalStateException("deadlock: waiting for " + what + "; nothing can run, no deadline is"
                        + " pending, no action is planned; workers: " + workers);
            }
            checkAlive();
        }
    }

    /** Moves time to what comes next before the limit, if anything does. */
    private boolean moveTime(long limit) {
        long now = time.monotonicNanos();
        long next = Long.MAX_VALUE;
        OptionalLong event = time.nextEvent();
        if (event.isPresent()) {
            next = event.getAsLong();
        }
        for (long deadline : deadlines) {
            next = deadline > now ? Math.min(next, deadline) : next;
        }
        if (next >= limit) {
            return false;
        }
        time.advanceTo(next);
        return true;
    }

    private boolean runOne() {
        List<QueueWorker> candidates = runnable();
        if (candidates.isEmpty()) {
            return false;
        }
        QueueWorker worker = candidates.get(random.nextInt(candidates.size()));
        steps++;
        beforeStep.run();
        checkAlive();
        worker.runNext();
        return true;
    }

    private List<QueueWorker> runnable() {
        return workers.stream()
                .filter(worker -> !worker.busy && !worker.tasks.isEmpty())
                .toList();
    }

    private void checkAlive() {
        if (owner == null) {
            owner = Thread.currentThread();
        }
        Check.that(
                owner == Thread.currentThread(),
                "deterministic workers of thread %s used on %s",
                owner,
                Thread.currentThread());
        if (death != null) {
            throw death;
        }
    }

    private final class QueueWorker implements Worker {

        private final String name;
        private final Deque<Runnable> tasks = new ArrayDeque<>();
        private boolean busy;
        private boolean closed;

        QueueWorker(String name) {
            this.name = name;
        }

        @Override
        public <T> CompletableFuture<T> submit(Callable<T> task) {
            checkAlive();
            if (closed) {
                throw new IllegalStateException("worker " + name + " is closed");
            }
            CompletableFuture<T> future = new CompletableFuture<>();
            tasks.add(() -> {
                try {
                    future.complete(task.call());
                } catch (Throwable t) {
                    future.completeExceptionally(t);
                }
            });
            return future;
        }

        void runNext() {
            busy = true;
            try {
                tasks.remove().run();
            } finally {
                busy = false;
            }
        }

        /** Of a killed process: does nothing, so that the death stays the only error. */
        @Override
        public void close() {
            if (death != null || closed) {
                return;
            }
            closed = true;
            waitUntil(() -> tasks.isEmpty() && !busy, "the end of worker " + name);
            workers.remove(this);
        }

        @Override
        public String toString() {
            return name + (busy ? " (in a task" : " (idle") + ", " + tasks.size() + " queued)";
        }
    }
}
