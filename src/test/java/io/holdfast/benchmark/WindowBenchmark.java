package io.holdfast.benchmark;

import io.holdfast.StreamingContext;
import io.holdfast.model.JobListener;
import io.holdfast.model.Pair;
import io.holdfast.source.generator.GeneratorSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * What a batch costs with a sliding window by inverse, by how many batches the window holds: 10,000 keys in each batch, each of
 * which slides the window. Arguments: two or more numbers of batches; the first one is what the others are compared with.
 */
final class WindowBenchmark {

    private static final int KEYS = 10_000;
    private static final Duration INTERVAL = Duration.ofMillis(100);

    /** Batches that are measured, after the window has been full for as many. */
    private static final int MEASURED = 200;

    private WindowBenchmark() {}

    static void run(List<String> arguments) throws Exception {
        List<String> lengths = arguments.isEmpty() ? List.of("60", "600") : arguments;
        Times first = null;
        for (String length : lengths) {
            Path directory = ChildJvm.temporaryDirectory("window-" + length);
            Times times = measure(directory, Integer.parseInt(length));
            first = first == null ? times : first;
            System.out.printf(
                    "window of %s batches: a batch runs %s; p50 is %.2f of that of %s batches%n",
                    length, times, (double) times.median() / first.median(), lengths.get(0));
        }
    }

    private static Times measure(Path directory, int length) throws Exception {
        Times.Collected collected = new Times.Collected();
        CountDownLatch done = new CountDownLatch(length + 2 * MEASURED);
        try (StreamingContext context = StreamingContext.builder("window")
                .checkpointDirectory(directory)
                .batchInterval(INTERVAL)
                .parallelism(2)
                .listener(new JobListener() {
                    @Override
                    public void committed(BatchReport report) {
                        done.countDown();
                        if (done.getCount() <= MEASURED) {
                            collected.add(report.run());
                        }
                    }
                })
                .build()) {
            long perSecond = KEYS * 1000L / INTERVAL.toMillis();
            context.stream(
                            "records",
                            GeneratorSource.<Integer>of((split, offset, random) -> (int) (offset % KEYS))
                                    .recordsPerSecond(perSecond))
                    .mapToPair(key -> Pair.of(key, 1L))
                    .reduceByKeyAndWindow(
                            "window", Long::sum, (total, part) -> total - part, INTERVAL.multipliedBy(length), INTERVAL)
                    .filter(pair -> pair.value() < 0)
                    .print("none");
            context.start();
            done.await();
        }
        return collected.times();
    }
}
