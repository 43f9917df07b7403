package io.holdfast.benchmark;

import io.holdfast.StreamingContext;
import io.holdfast.model.JobListener;
import io.holdfast.model.Pair;
import io.holdfast.model.StateSpec;
import io.holdfast.source.generator.GeneratorSource;
import io.holdfast.storage.hadoop.HdfsCluster;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * Small batches every 20 ms, on a NameNode and a DataNode on this machine: how long from the end of computing until durable, and
 * whether the pace holds. Argument: batches (1,000).
 */
final class CommitBenchmark {

    private static final int INTERVAL_MILLIS = 20;

    private CommitBenchmark() {}

    static void run(List<String> arguments) throws Exception {
        int batches = arguments.isEmpty() ? 1_000 : Integer.parseInt(arguments.get(0));
        Path directory = ChildJvm.temporaryDirectory("commit");
        try (HdfsCluster hdfs = HdfsCluster.start(directory, 1)) {
            run(batches, hdfs.directory("checkpoint"));
        }
    }

    private static void run(int batches, URI directory) throws Exception {
        long[] commitNanos = new long[batches];
        int[] seen = new int[1];
        long began = System.nanoTime();
        try (StreamingContext context = StreamingContext.builder("commit")
                .checkpointDirectory(directory)
                .batchInterval(Duration.ofMillis(INTERVAL_MILLIS))
                .parallelism(2)
                .listener(new JobListener() {
                    @Override
                    public synchronized void committed(BatchReport report) {
                        if (seen[0] < batches) {
                            commitNanos[seen[0]++] = report.commit().toNanos();
                        }
                        notifyAll();
                    }
                })
                .build()) {
            context.stream(
                            "numbers",
                            GeneratorSource.of((split, offset, random) -> random.nextInt(10_000))
                                    .splits(2)
                                    .recordsPerSecond(5_000))
                    .mapToPair(number -> Pair.of(number, 1L))
                    .mapWithState("counts", StateSpec.<Integer, Long, Long, Long>function((key, value, state) -> {
                        state.update((state.exists() ? state.get() : 0L) + 1);
                        return state.get();
                    }))
                    .filter(count -> false)
                    .print("dropped");
            context.start();
            while (seen[0] < batches) {
                context.awaitTermination(Duration.ofMillis(50));
            }
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        Arrays.sort(commitNanos);
        System.out.printf(
                "%d batches of about 100 records every %d ms: commit p50 %.2f ms, p90 %.2f ms, p99 %.2f ms, max %.1f ms; "
                        + "%.1f batches/s of %d%n",
                batches,
                INTERVAL_MILLIS,
                commitNanos[batches / 2] / 1e6,
                commitNanos[batches * 9 / 10] / 1e6,
                commitNanos[batches * 99 / 100] / 1e6,
                commitNanos[batches - 1] / 1e6,
                batches / seconds,
                1000 / INTERVAL_MILLIS);
    }
}
