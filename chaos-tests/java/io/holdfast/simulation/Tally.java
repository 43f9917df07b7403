package io.holdfast.simulation;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/** What happened in many histories together: a fault that never fired has proved nothing. Thread-safe. */
final class Tally {

    private final Map<Fault.Kind, LongAdder> fired = new EnumMap<>(Fault.Kind.class);
    private final Set<String> pointsPassed = ConcurrentHashMap.newKeySet();
    private final Set<String> pointsOfDeath = ConcurrentHashMap.newKeySet();
    private final LongAdder histories = new LongAdder();
    private final LongAdder lives = new LongAdder();
    private final Map<String, LongAdder> happened = new ConcurrentSkipListMap<>();

    Tally() {
        for (Fault.Kind kind : Fault.Kind.values()) {
            fired.put(kind, new LongAdder());
        }
    }

    void fired(Fault.Kind kind) {
        fired.get(kind).increment();
    }

    void passed(String point) {
        pointsPassed.add(point);
    }

    void diedAt(String point) {
        pointsOfDeath.add(point);
    }

    void lived() {
        lives.increment();
    }

    /** One that has come to its end, and what has happened in it. */
    void history(Map<String, Long> what) {
        histories.increment();
        what.forEach((name, count) ->
                happened.computeIfAbsent(name, first -> new LongAdder()).add(count));
    }

    /** What happened in the job, by name, and how often. */
    Map<String, LongAdder> happened() {
        return happened;
    }

    long histories() {
        return histories.sum();
    }

    long count(Fault.Kind kind) {
        return fired.get(kind).sum();
    }

    /** The points of the protocol at which no process has died. */
    Set<String> pointsWithoutDeath() {
        Set<String> points = new TreeSet<>(pointsPassed);
        points.removeAll(pointsOfDeath);
        return points;
    }

    @Override
    public String toString() {
        return histories + " histories of " + lives + " processes; " + happened + "; died at " + pointsOfDeath.size()
                + " of " + pointsPassed.size() + " points of the protocol; faults that fired: " + fired;
    }
}
