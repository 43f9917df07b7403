package io.holdfast.bench;

import io.holdfast.failure.ConfigurationException;
import io.holdfast.kafka.ClientOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to run, and how.
 *
 * @param benchmarks their names, see {@link Bench#NAMES}
 * @param rounds how often each measures
 * @param records how many each round reads; null for the default of each benchmark
 * @param keys how many different ones; null for the default of each benchmark
 * @param kafka the servers to use, as host:port; null for records that are made up
 * @param directory where checkpoints go: in a directory of their own, which is removed at the end
 */
public record BenchOptions(
        List<String> benchmarks,
        int rounds,
        @Nullable Long records,
        @Nullable Long keys,
        @Nullable String kafka,
        Path directory) {

    private static final long MOST_RECORDS = 1_000_000_000_000L;
    private static final long MOST_KEYS = 1_000_000_000L;

    public BenchOptions {
        benchmarks = List.copyOf(benchmarks);
        List<String> problems = new ArrayList<>();
        requireWithin(problems, "--rounds", rounds, 1_000);
        requireWithin(problems, "--records", records == null ? 1 : records, MOST_RECORDS);
        requireWithin(problems, "--keys", keys == null ? 1 : keys, MOST_KEYS);
        if (!problems.isEmpty()) {
            throw new ConfigurationException(String.join("; ", problems));
        }
        if (kafka != null) {
            ClientOptions servers = new ClientOptions("--kafka");
            servers.requireServers(kafka);
            servers.check();
        }
    }

    private static void requireWithin(List<String> problems, String option, long value, long most) {
        if (value < 1 || value > most) {
            problems.add(option + " must be from 1 to " + most + ", found " + value);
        }
    }

    /** What a benchmark does with these options. */
    Load load(Load defaults) {
        return new Load(records == null ? defaults.records() : records, keys == null ? defaults.keys() : keys);
    }
}
