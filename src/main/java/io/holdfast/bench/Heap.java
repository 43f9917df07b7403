package io.holdfast.bench;

import java.util.List;

/**
 * The heap of a job's JVM.
 *
 * @param options of the JVM: its size, the garbage collector and how that divides it
 */
record Heap(List<String> options) {

    /** Of at most this size, with the JVM's usual collector, whose pauses are short. */
    static Heap of(long megabytes) {
        return new Heap(List.of(most(megabytes), "-XX:+UseG1GC"));
    }

    /**
     * Of this size from the start, with the collector that costs least. The records of a batch live until its end: they must fit
     * into a survivor space, or they are moved to the old generation, which is then full of garbage and collected over and over.
     */
    static Heap forThroughput(long megabytes) {
        return new Heap(List.of(
                most(megabytes),
                "-Xms" + megabytes + "m",
                "-Xmn" + megabytes * 11 / 20 + "m",
                "-XX:SurvivorRatio=3",
                "-XX:+UseParallelGC",
                "-XX:-UseAdaptiveSizePolicy",
                "-XX:+AlwaysPreTouch"));
    }

    private static String most(long megabytes) {
        return "-Xmx" + megabytes + "m";
    }
}
