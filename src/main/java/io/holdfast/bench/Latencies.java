package io.holdfast.bench;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/** Latencies of records at a steady rate: of the first minute, or the first half of less than two, and of the rest. Thread-safe. */
final class Latencies {

    static final long RECORDS_PER_SECOND = 20_000;

    static final long PERIOD_NANOS = Duration.ofSeconds(1).toNanos() / RECORDS_PER_SECOND;

    private final long records;
    private final Times start = new Times();
    private final Times warm = new Times();
    private long count;

    Latencies(long records) {
        this.records = records;
    }

    private static long startRecords(long records) {
        return Math.min(60 * RECORDS_PER_SECOND, records / 2);
    }

    static Map<String, String> settings(long records) {
        double seconds = (double) startRecords(records) / RECORDS_PER_SECOND;
        return Map.of(
                "rate",
                RECORDS_PER_SECOND + " records/s",
                "start",
                String.format(Locale.ROOT, "the first %.3g s", seconds));
    }

    /** Takes the next record; true if it was the last one. */
    synchronized boolean add(long nanos) {
        (count < startRecords(records) ? start : warm).add(nanos);
        return ++count == records;
    }

    synchronized long count() {
        return count;
    }

    Percentiles start() {
        return start.percentiles();
    }

    Percentiles warm() {
        return warm.percentiles();
    }
}
