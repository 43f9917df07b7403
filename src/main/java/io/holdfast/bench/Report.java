package io.holdfast.bench;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a run of benchmarks has measured, as it is written to a file.
 *
 * @param benchFormat the version of this form
 * @param holdfast the version of Holdfast
 * @param begun when, in ISO 8601
 * @param machine where
 * @param results of each benchmark that was finished
 */
public record Report(int benchFormat, String holdfast, String begun, Machine machine, List<Result> results) {

    static final int FORMAT = 1;

    public Report {
        results = List.copyOf(results);
    }

    /** What is known of a machine: ratios between two of them say little of Holdfast. */
    public record Machine(int processors, String java, String system) {

        /** This one. */
        public static Machine own() {
            return new Machine(
                    Runtime.getRuntime().availableProcessors(),
                    System.getProperty("java.vm.name") + " " + Runtime.version(),
                    System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                            + System.getProperty("os.arch"));
        }
    }

    /**
     * What one benchmark has measured.
     *
     * @param benchmark its name
     * @param settings what must be the same for a comparison
     */
    public record Result(String benchmark, Map<String, String> settings, List<Figure> figures) {

        public Result {
            figures = List.copyOf(figures);
        }
    }

    /** That of a benchmark, if it was run. */
    public Optional<Result> result(String benchmark) {
        return results.stream()
                .filter(result -> result.benchmark().equals(benchmark))
                .findFirst();
    }
}
