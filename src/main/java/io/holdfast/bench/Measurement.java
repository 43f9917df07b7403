package io.holdfast.bench;

/**
 * What a round of a benchmark has measured.
 *
 * @param name tells it from the others of the benchmark, the same in each round
 * @param unit of the value
 * @param moreIsBetter whether one wants more of it, else less
 */
record Measurement(String name, String unit, boolean moreIsBetter, double value) {

    static Measurement more(String name, String unit, double value) {
        return new Measurement(name, unit, true, value);
    }

    static Measurement less(String name, String unit, double value) {
        return new Measurement(name, unit, false, value);
    }
}
