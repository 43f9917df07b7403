package io.holdfast.bench;

import static io.holdfast.bench.Measurement.less;

import java.util.List;

/** How long something took that happened many times, in milliseconds; zeros if it never did. */
record Percentiles(double p50, double p99, double max) {

    List<Measurement> measurements(String name) {
        return List.of(less(name + " p50", "ms", p50), less(name + " p99", "ms", p99), less(name + " max", "ms", max));
    }
}
