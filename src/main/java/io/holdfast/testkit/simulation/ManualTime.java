package io.holdfast.testkit.simulation;

import io.holdfast.common.Check;
import io.holdfast.common.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * A clock that stands still until it is moved. The wall clock starts at 2026-01-01T00:00:00Z and can be moved apart
 * from the monotonic one. Actions can be planned for a monotonic time, which is how a simulated broker or disk takes
 * its time. Thread-safe; actions run on the thread that moves the clock.
 */
public final class ManualTime implements TimeSource {

    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::nanos).thenComparingLong(Event::number));
    private long wallNanos = Instant.parse("2026-01-01T00:00:00Z").getEpochSecond() * 1_000_000_000L;
    private long monotonicNanos;
    private long eventNumber;

    private record Event(long nanos, long number, Runnable action) {}

    @Override
    public synchronized long wallMillis() {
        return Math.floorDiv(wallNanos, 1_000_000L);
    }

    @Override
    public synchronized long monotonicNanos() {
        return monotonicNanos;
    }

    /** Moves both clocks forward, running what was planned on the way at its time. */
    public void advance(Duration duration) {
        Check.that(!duration.isNegative(), "time cannot advance by %s; use jumpWall", duration);
        advanceTo(monotonicNanos() + duration.toNanos());
    }

    /** Moves the wall clock alone, in either direction. */
    public synchronized void jumpWall(Duration duration) {
        wallNanos += duration.toNanos();
    }

    /** Runs the action when this much time has passed. */
    public synchronized void after(Duration delay, Runnable action) {
        events.add(new Event(monotonicNanos + delay.toNanos(), eventNumber++, action));
    }

    /** The monotonic time of the next planned action. */
    synchronized OptionalLong nextEvent() {
        return events.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(events.element().nanos());
    }

    /** Moves both clocks to a monotonic time; a time that has passed only runs what is due. */
    void advanceTo(long nanos) {
        for (Runnable action = nextDue(nanos); action != null; action = nextDue(nanos)) {
            action.run();
        }
        move(nanos);
    }

    private synchronized @Nullable Runnable nextDue(long nanos) {
        if (events.isEmpty() || events.element().nanos() > nanos) {
            return null;
        }
        Event event = events.remove();
        move(event.nanos());
        return event.action();
    }

    private synchronized void move(long nanos) {
        long step = Math.max(0, nanos - monotonicNanos);
        monotonicNanos += step;
        wallNanos += step;
    }
}
