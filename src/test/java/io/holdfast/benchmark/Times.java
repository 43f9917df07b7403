package io.holdfast.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How long something took that happened many times, in microseconds; zeros if it never did. */
record Times(long count, long median, long p99, long max) {

    static Times parse(String line) {
        String[] fields = line.split("/", -1);
        return new Times(
                Long.parseLong(fields[0]),
                Long.parseLong(fields[1]),
                Long.parseLong(fields[2]),
                Long.parseLong(fields[3]));
    }

    String line() {
        return count + "/" + median + "/" + p99 + "/" + max;
    }

    @Override
    public String toString() {
        return String.format("p50 %,.2f ms, p99 %,.2f ms, max %,.2f ms", median / 1e3, p99 / 1e3, max / 1e3);
    }

    /** Some times. */
    static final class Collected {

        private final List<Long> micros = new ArrayList<>();

        void add(Duration time) {
            micros.add(time.toNanos() / 1000);
        }

        Times times() {
            List<Long> sorted = micros.stream().sorted().toList();
            int count = sorted.size();
            return count == 0
                    ? new Times(0, 0, 0, 0)
                    : new Times(count, sorted.get(count / 2), sorted.get(count * 99 / 100), sorted.get(count - 1));
        }
    }
}
