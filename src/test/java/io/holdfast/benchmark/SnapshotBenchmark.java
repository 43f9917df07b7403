package io.holdfast.benchmark;

import java.nio.file.Path;
import java.util.List;

/**
 * Large state that changes at 50,000 keys a second, without snapshots and with as many as the replay budget asks for: how long
 * batches take, what snapshots write, and how long a restart takes. A job that cannot keep up makes its batches smaller, until they take
 * as long as their interval: so the keys per second count, too. Arguments: gigabytes of state (2), bytes per value (200),
 * seconds (60).
 */
final class SnapshotBenchmark {

    private static final long KEYS_PER_SECOND = 50_000;
    private static final int INTERVAL_MILLIS = 1000;

    private SnapshotBenchmark() {}

    static void run(List<String> arguments) throws Exception {
        double gigabytes = arguments.isEmpty() ? 2 : Double.parseDouble(arguments.get(0));
        int valueBytes = arguments.size() < 2 ? 200 : Integer.parseInt(arguments.get(1));
        long seconds = arguments.size() < 3 ? 60 : Long.parseLong(arguments.get(2));
        long keys = (long) (gigabytes * 1e9 / valueBytes);
        long records = KEYS_PER_SECOND * seconds;
        Path directory = ChildJvm.temporaryDirectory("snapshots");
        long begun = System.nanoTime();
        StateJob.Run.fill(directory, keys, valueBytes).now();
        System.out.printf(
                "%,.1f GB of state, %,d keys: filled in %,.0f s%n", gigabytes, keys, (System.nanoTime() - begun) / 1e9);
        StateJob.Result with = run(directory, keys, valueBytes, records, true);
        StateJob.Result without = run(directory, keys, valueBytes, records, false);
        double median = without.batch().median();
        System.out.printf("without snapshots: %,d keys/s, batches %s%n", without.keysPerSecond(), without.batch());
        System.out.printf(
                "with snapshots: %,d keys/s, batches %s; %.2f, %.2f and %.2f times the median without%n",
                with.keysPerSecond(),
                with.batch(),
                with.batch().median() / median,
                with.batch().p99() / median,
                with.batch().max() / median);
        System.out.printf(
                "%d snapshots of shards: %,d MB in new files for %,d MB changed, %.2f times as much%n",
                with.snapshots(),
                with.snapshotBytes() / 1_000_000,
                with.deltaBytes() / 1_000_000,
                (double) with.snapshotBytes() / with.deltaBytes());
    }

    private static StateJob.Result run(Path directory, long keys, int valueBytes, long records, boolean snapshots)
            throws Exception {
        ReplayLength replay = ReplayLength.of(directory);
        StateJob.Result result = new StateJob.Run(
                        directory, keys, valueBytes, keys, KEYS_PER_SECOND, INTERVAL_MILLIS, records, snapshots)
                .now();
        System.out.printf(
                "restart: first new record %,d ms after the start of the JVM; %s%n",
                result.firstRecordMillis(), replay);
        return result;
    }
}
