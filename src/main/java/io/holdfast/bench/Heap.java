package io.holdfast.bench;

import java.util.List;

/**
 * The heap of a job's JVM.
 *
 * @param megabytes the most that it may take
 * @param collector an option of the JVM that chooses the garbage collector
 */
record Heap(long megabytes, String collector) {

    /** With the JVM's usual collector, whose pauses are short. */
    static Heap of(long megabytes) {
        return new Heap(megabytes, "-XX:+UseG1GC");
    }

    /** With the collector that costs least. */
    static Heap forThroughput(long megabytes) {
        return new Heap(megabytes, "-XX:+UseParallelGC");
    }

    List<String> options() {
        return List.of("-Xmx" + megabytes + "m", collector);
    }
}
