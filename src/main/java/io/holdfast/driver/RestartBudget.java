package io.holdfast.driver;

import io.holdfast.common.TimeSource;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** How often, and how soon, the engine may restart inside the process. */
final class RestartBudget {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private final TimeSource time;
    private final int maxRestarts;
    private final long windowNanos;
    private final Deque<Long> restarts = new ArrayDeque<>();

    RestartBudget(TimeSource time, int maxRestarts, Duration window) {
        this.time = time;
        this.maxRestarts = maxRestarts;
        this.windowNanos = window.toNanos();
    }

    /** Takes one restart from the budget; returns how many were taken within the window, or -1 if none is left. */
    int take() {
        long now = time.monotonicNanos();
        while (!restarts.isEmpty() && now - restarts.peekFirst() > windowNanos) {
            restarts.removeFirst();
        }
        if (restarts.size() >= maxRestarts) {
            return -1;
        }
        restarts.addLast(now);
        return restarts.size();
    }

    /** How long to pause before a restart: doubled for each one in the window. */
    Duration pause(int attempt) {
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(attempt - 1, 10));
        return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    }
}
