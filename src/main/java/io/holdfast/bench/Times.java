package io.holdfast.bench;

import java.util.Arrays;

/** Collects how long something takes, each time. Thread-safe. */
final class Times {

    private long[] nanos = new long[1024];
    private int count;

    synchronized void add(long time) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, count * 2);
        }
        nanos[count++] = time;
    }

    /** By nearest rank: always times that were measured. */
    synchronized Percentiles percentiles() {
        long[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        return new Percentiles(millis(sorted, 0.50), millis(sorted, 0.99), millis(sorted, 1));
    }

    private static double millis(long[] sorted, double part) {
        return sorted.length == 0 ? 0 : sorted[Math.max(0, (int) Math.ceil(sorted.length * part) - 1)] / 1e6;
    }
}
