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
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Workers with threads of their own, of which exactly one runs at a time: the one that holds the baton. Whoever waits
 * passes it on to one of those that can go on, drawn from a seed, so the same seed gives the same run. Unlike with
 * {@link DeterministicWorkers}, any worker may wait for anything, since nobody's wait lies on the stack of another.
 *
 * <p>The thread that makes this object holds the baton first and is part of the game as long as it waits only here. When
 * nobody can go on, time moves to the next planned action or the earliest deadline; sometimes it does so although somebody
 * could: a slow machine. The baton never changes hands inside {@code submit}, so code may submit while it holds a lock.
 *
 * <p>{@link #kill} ends the simulated process: every wait and submission throws from then on. {@link #end} must be called
 * at the end of each life; it lets all threads that are left unwind, and gives them back for the next one.
 */
public final class BatonWorkers implements Workers {

    /** One in this many turns goes to somebody whose time is up only because the machine is slow. */
    private static final int SLOW_ONE_IN = 64;

    /** A machine is slow, but does not stand still. */
    private static final long SLOW_NANOS = Duration.ofMillis(200).toNanos();

    private final SplittableRandom random;
    private final ManualTime time;
    private final Strand main = new Strand("main", Thread.currentThread());
    private final List<Strand> strands = new ArrayList<>(List.of(main));
    private final List<Strand> candidates = new ArrayList<>();
    private Runnable beforeStep = () -> {};
    private long steps;
    private @Nullable Error death;
    private Strand holder = main;

    public BatonWorkers(long seed, ManualTime time) {
        this.random = new SplittableRandom(seed);
        this.time = time;
    }

    /** Calls the hook at each turn, on the thread that gets it; it may {@link #kill}, and then throw. */
    public void onStep(Runnable hook) {
        beforeStep = hook;
    }

    /** How often somebody went on after a wait, or began a task. */
    public long steps() {
        return steps;
    }

    /** Lets the simulated process die: what is queued never runs, and every further submission or wait throws. */
    public void kill(Error cause) {
        death = cause;
    }

    /** The workers that were started and not closed, besides those that have died. */
    public List<String> open() {
        return strands.stream()
                .filter(strand -> strand != main)
                .map(Strand::toString)
                .toList();
    }

    /** Ends what is left of the process; called by the thread that made it, after all else. */
    public void end() {
        checkHolder();
        if (death == null) {
            kill(new IllegalStateError("this process has ended"));
        }
        while (strands.size() > 1) {
            Strand last = strands.get(strands.size() - 1);
            if (last.thread == null) {
                strands.remove(last);
            } else {
                handTo(last);
                main.awaitTurn();
            }
        }
    }

    @Override
    public Worker start(String name) {
        checkAlive();
        Strand strand = new Strand(name, null);
        strands.add(strand);
        return new BatonWorker(strand);
    }

    @Override
    public <T> T await(CompletableFuture<T> future) throws Exception {
        waitFor(future, Long.MAX_VALUE);
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
        waitFor(future, time.monotonicNanos() + Math.max(0, atMost.toNanos()));
        return future.isDone();
    }

    /** Passes the baton on even if the future is done already: others may go first. */
    private void waitFor(CompletableFuture<?> future, long deadline) {
        checkAlive();
        Strand self = holder;
        self.awaited = future;
        self.deadline = deadline;
        passOn(self);
        self.awaited = null;
        step();
    }

    private void step() {
        checkAlive();
        steps++;
        beforeStep.run();
        checkAlive();
    }

    /** Gives the baton to whoever is drawn, and returns when it is back. */
    private void passOn(Strand self) {
        Strand next = draw();
        if (next != self) {
            handTo(next);
            self.awaitTurn();
        }
    }

    private void handTo(Strand next) {
        holder = next;
        next.takeTurn();
    }

    private Strand draw() {
        if (death != null) {
            return holder;
        }
        if (random.nextInt(SLOW_ONE_IN) == 0) {
            moveTime(time.monotonicNanos() + SLOW_NANOS);
        }
        while (true) {
            candidates.clear();
            long now = time.monotonicNanos();
            for (Strand strand : strands) {
                if (strand.canGoOn(now)) {
                    candidates.add(strand);
                }
            }
            if (!candidates.isEmpty()) {
                return candidates.get(candidates.size() == 1 ? 0 : random.nextInt(candidates.size()));
            }
            if (!moveTime(Long.MAX_VALUE)) {
                kill(new IllegalStateError(
                        "deadlock: nobody can go on, no deadline is pending, no action is planned: " + strands));
                return holder;
            }
            if (death != null) {
                return holder;
            }
        }
    }

    /** Moves time to what comes next before the limit, if anything does. */
    private boolean moveTime(long limit) {
        long now = time.monotonicNanos();
        OptionalLong event = time.nextEvent();
        long next = event.isPresent() ? event.getAsLong() : Long.MAX_VALUE;
        for (Strand strand : strands) {
            if (strand.awaited != null && strand.deadline > now) {
                next = Math.min(next, strand.deadline);
            }
        }
        if (next >= limit) {
            return false;
        }
        try {
            time.advanceTo(next);
        } catch (RuntimeException | Error e) {
            // What a planned action throws ends the process, whoever happened to move the clock.
            if (death == null) {
                kill(e instanceof Error error ? error : new IllegalStateError("a planned action failed", e));
            }
        }
        return true;
    }

    private void checkAlive() {
        checkHolder();
        if (death != null) {
            throw death;
        }
    }

    private void checkHolder() {
        Check.that(
                holder.thread == Thread.currentThread(),
                "thread %s does not hold the baton, %s does",
                Thread.currentThread(),
                holder);
    }

    /** What no code of the process may take for an ordinary failure. */
    private static final class IllegalStateError extends Error {
        private static final long serialVersionUID = 1L;

        IllegalStateError(String message) {
            super(message);
        }

        IllegalStateError(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** One thread of the game: the main one, or a worker's, which begins with its first turn. */
    private final class Strand implements Runnable {

        private final String name;
        private final Deque<Runnable> tasks = new ArrayDeque<>();
        private final CompletableFuture<Void> ended = new CompletableFuture<>();
        private @Nullable Thread thread;
        private @Nullable CompletableFuture<?> awaited;
        private long deadline;
        private boolean busy;
        private boolean closed;
        private volatile boolean turn;

        Strand(String name, @Nullable Thread thread) {
            this.name = name;
            this.thread = thread;
            busy = thread != null;
        }

        boolean canGoOn(long now) {
            CompletableFuture<?> future = awaited;
            if (future != null) {
                return future.isDone() || deadline <= now;
            }
            return !busy && (!tasks.isEmpty() || closed);
        }

        void takeTurn() {
            Thread known = thread;
            turn = true;
            if (known == null) {
                CarrierThreads.run(this);
            } else {
                LockSupport.unpark(known);
            }
        }

        void awaitTurn() {
            while (!turn) {
                LockSupport.park(BatonWorkers.this);
            }
            turn = false;
        }

        @Override
        public void run() {
            thread = Thread.currentThread();
            awaitTurn();
            while (death == null && !(closed && tasks.isEmpty())) {
                if (!tasks.isEmpty()) {
                    runNext();
                }
                if (death == null && !(closed && tasks.isEmpty())) {
                    passOn(this);
                }
            }
            strands.remove(this);
            ended.complete(null);
            Strand next = draw();
            handTo(death == null ? next : main);
        }

        private void runNext() {
            busy = true;
            try {
                step();
                tasks.remove().run();
            } catch (Throwable e) {
                Check.that(death != null, "a task of %s threw %s", name, e);
            } finally {
                busy = false;
            }
        }

        @Override
        public String toString() {
            String doing = awaited != null ? "waits" : busy ? "runs" : "idle";
            return name + " (" + doing + ", " + tasks.size() + " queued)";
        }
    }

    private final class BatonWorker implements Worker {

        private final Strand strand;

        BatonWorker(Strand strand) {
            this.strand = strand;
        }

        @Override
        public <T> CompletableFuture<T> submit(Callable<T> task) {
            checkAlive();
            if (strand.closed) {
                throw new IllegalStateException("worker " + strand.name + " is closed");
            }
            CompletableFuture<T> future = new CompletableFuture<>();
            strand.tasks.add(() -> {
                try {
                    future.complete(task.call());
                } catch (Throwable t) {
                    future.completeExceptionally(t);
                }
            });
            return future;
        }

        /** Of a killed process: does nothing, so that the death stays the only error. */
        @Override
        public void close() {
            if (death != null) {
                return;
            }
            strand.closed = true;
            if (strand != holder) {
                waitFor(strand.ended, Long.MAX_VALUE);
            }
        }
    }
}
