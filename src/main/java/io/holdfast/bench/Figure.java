package io.holdfast.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What all rounds of a benchmark have measured of one thing.
 *
 * @param name tells it from the others of the benchmark
 * @param unit of the values
 * @param moreIsBetter whether one wants more of it, else less
 * @param rounds a value for each round; at least one
 */
public record Figure(String name, String unit, boolean moreIsBetter, List<Double> rounds) {

    public Figure {
        rounds = List.copyOf(rounds);
        if (rounds.isEmpty() || !rounds.stream().allMatch(Double::isFinite)) {
            throw new IllegalArgumentException("figure '" + name + "' needs a number of each round, found " + rounds);
        }
    }

    /** Those of some rounds, in the order of the first. */
    static List<Figure> of(List<List<Measurement>> rounds) {
        Map<String, List<Measurement>> byName = new LinkedHashMap<>();
        rounds.forEach(
                round -> round.forEach(measured -> byName.computeIfAbsent(measured.name(), name -> new ArrayList<>())
                        .add(measured)));
        return byName.values().stream()
                .map(all -> new Figure(
                        all.get(0).name(),
                        all.get(0).unit(),
                        all.get(0).moreIsBetter(),
                        all.stream().map(Measurement::value).toList()))
                .toList();
    }

    /** The value in the middle; between the two of an even number. */
    public double median() {
        List<Double> sorted = rounds.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    public double min() {
        return rounds.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    }

    public double max() {
        return rounds.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    }
}
