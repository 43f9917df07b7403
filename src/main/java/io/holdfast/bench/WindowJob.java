package io.holdfast.bench;

import io.holdfast.StreamingContext;
import io.holdfast.model.Pair;
import io.holdfast.source.generator.GeneratorSource;
import java.time.Duration;

/** A sliding window by inverse, with all keys in each batch: how long the last quarter of the batches run. */
final class WindowJob implements ChildMain.Job {

    static final String JOB = "window";

    static final Duration INTERVAL = Duration.ofMillis(20);

    @Override
    public void run(Settings settings, ChildOutput output) throws Exception {
        long keys = settings.keys();
        Times runs = new Times();
        CommittedRecords committed = new CommittedRecords(settings.records(), output) {
            private long read;

            @Override
            public void committed(BatchReport report) {
                read += report.recordsRead();
                if (read > settings.records() / 4 * 3) {
                    runs.add(report.run().toNanos());
                }
                super.committed(report);
            }
        };
        StreamingContext context = StreamingContext.builder("window")
                .checkpointDirectory(settings.directory())
                .batchInterval(INTERVAL)
                .parallelism(2)
                .listener(committed)
                .build();
        context.stream(
                        "records",
                        GeneratorSource.<Long>of((split, offset, random) -> offset % keys)
                                .recordsPerSecond(keys * Duration.ofSeconds(1).dividedBy(INTERVAL)))
                .mapToPair(key -> Pair.of(key, 1L))
                .reduceByKeyAndWindow(
                        "window",
                        Long::sum,
                        (total, part) -> total - part,
                        INTERVAL.multipliedBy(settings.number("batches")),
                        INTERVAL)
                .filter(pair -> pair.value() < 0)
                .print("none");
        context.start();
        committed.await();
        output.say("run", runs.percentiles());
    }
}
