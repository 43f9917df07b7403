package io.holdfast.simulation;

import io.holdfast.testkit.simulation.FileSystemKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Every death of a short history, and every death of the processes that recover from it, some levels deep: the world is
 * kept after each change that a process makes to it, each of these worlds suffers each {@link Fate}, and another process goes on
 * from there to the end, where all is held against the model. Worlds that are equal are gone on from once.
 *
 * <p>Deaths are nested within recovery, that is until the first batch of a process is committed: what comes after is what an
 * undisturbed process does as well.
 */
final class Exhaustive {

    private final Path scratch;
    private final FileSystemKind kind;
    private final int depth;
    private final List<Integer> parallelism;
    private final List<Set<String>> seen = new ArrayList<>();
    private final Set<String> points = ConcurrentHashMap.newKeySet();
    private final LongAdder histories = new LongAdder();
    private final LongAdder moments = new LongAdder();
    private final LongAdder equal = new LongAdder();

    /**
     * All deaths.
     *
     * @param depth how many processes die, one after the other, before one lives on
     * @param parallelism of the first process, the second, and so on
     */
    Exhaustive(Path scratch, FileSystemKind kind, int depth, List<Integer> parallelism) {
        this.scratch = scratch;
        this.kind = kind;
        this.depth = depth;
        this.parallelism = parallelism;
        for (int level = 0; level <= depth; level++) {
            seen.add(ConcurrentHashMap.newKeySet());
        }
    }

    /** Goes through all of it on all processors. */
    void run() throws Exception {
        ShortHistory first = new ShortHistory(scratch, kind);
        Captures captures = first.live(false, parallelism.get(0), this::passed);
        first.finish();
        captures.worlds().parallelStream().forEach(world -> descend(world, 1));
    }

    private void passed(String point) {
        moments.increment();
        points.add(point);
    }

    private void descend(Bank captured, int level) {
        for (Fate fate : Fate.values()) {
            ShortHistory history = new ShortHistory(captured.copy(0));
            try {
                history.befall(fate);
                if (!seen.get(level).add(history.digest())) {
                    equal.increment();
                    continue;
                }
                Captures captures = history.live(true, parallelism.get(level), this::passed);
                history.finish();
                histories.increment();
                if (level < depth) {
                    captures.worlds().forEach(world -> descend(world, level + 1));
                }
            } catch (Throwable e) {
                throw new AssertionError("level " + level + ", " + fate + ": " + e, e);
            }
        }
    }

    long histories() {
        return histories.sum();
    }

    /** The points of the protocol at which a process died. */
    Set<String> points() {
        return new TreeSet<>(points);
    }

    @Override
    public String toString() {
        return kind + ", " + depth + " deaths one after the other: " + histories + " histories, which stand for "
                + moments + " moments of death at " + points.size() + " points of the protocol; " + equal
                + " worlds equal to others; worlds by level "
                + seen.stream().map(Set::size).toList();
    }
}
