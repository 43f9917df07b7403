package io.holdfast.benchmark;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a batch costs must not depend on how much is stored: the same small batches on the same number of keys, in a state of ten
 * thousand keys, of ten times as many, and so on. In turns, of which the best counts, as the disk may have other work. Arguments: keys of
 * the largest state (10,000,000), batches (500).
 */
final class StateSizeBenchmark {

    private static final long FEWEST_KEYS = 10_000;
    private static final long TOUCHED_KEYS = 2_000;
    private static final int ROUNDS = 3;
    private static final int VALUE_BYTES = 50;
    private static final long KEYS_PER_SECOND = 5_000;
    private static final int INTERVAL_MILLIS = 20;

    private StateSizeBenchmark() {}

    static void run(List<String> arguments) throws Exception {
        long most = arguments.isEmpty() ? 10_000_000 : Long.parseLong(arguments.get(0));
        long batches = arguments.size() < 2 ? 500 : Long.parseLong(arguments.get(1));
        Map<Long, Path> directories = new LinkedHashMap<>();
        Map<Long, Times> best = new LinkedHashMap<>();
        Map<Long, Times> bestCommit = new LinkedHashMap<>();
        for (long keys : sizes(most)) {
            Path directory = ChildJvm.temporaryDirectory("state-size");
            StateJob.Run.fill(directory, keys, VALUE_BYTES).now();
            directories.put(keys, directory);
        }
        for (int round = 0; round < ROUNDS; round++) {
            for (Map.Entry<Long, Path> size : directories.entrySet()) {
                StateJob.Result result = batches(size.getValue(), size.getKey(), batches);
                best.merge(size.getKey(), result.batch(), StateSizeBenchmark::better);
                bestCommit.merge(size.getKey(), result.commit(), StateSizeBenchmark::better);
            }
        }
        double fewest = Objects.requireNonNull(best.get(FEWEST_KEYS)).median();
        best.forEach((keys, times) -> System.out.printf(
                "%,11d keys: batch %s, of which commit %s; p50 %.2f times that of %,d keys%n",
                keys, times, bestCommit.get(keys), times.median() / fewest, FEWEST_KEYS));
    }

    private static Times better(Times one, Times other) {
        return one.median() <= other.median() ? one : other;
    }

    private static StateJob.Result batches(Path directory, long keys, long batches) throws Exception {
        long records = batches * KEYS_PER_SECOND * INTERVAL_MILLIS / 1000;
        return new StateJob.Run(
                        directory, keys, VALUE_BYTES, TOUCHED_KEYS, KEYS_PER_SECOND, INTERVAL_MILLIS, records, true)
                .now();
    }

    private static List<Long> sizes(long most) {
        List<Long> sizes = new ArrayList<>();
        for (long keys = FEWEST_KEYS; keys < most; keys *= 10) {
            sizes.add(keys);
        }
        sizes.add(most);
        return sizes;
    }
}
