package io.holdfast.bench;

import io.holdfast.DStream;
import io.holdfast.StreamingContext;
import io.holdfast.common.TimeSource;
import io.holdfast.model.Pair;
import io.holdfast.model.StateSpec;
import io.holdfast.source.Source;
import io.holdfast.source.generator.GeneratorSource;
import java.nio.file.Path;
import java.time.Duration;

/** Small batches, then batches of one record, in the same process. */
final class CommitJob implements ChildMain.Job {

    static final String JOB = "commit";

    static final long RECORDS_PER_BATCH = 100;

    private static final Duration INTERVAL = Duration.ofMillis(20);
    private static final Duration SHORT_INTERVAL = Duration.ofMillis(5);

    /** Not a multiple of the interval: records arrive at all moments of it. */
    private static final Duration BETWEEN_SINGLE_RECORDS = Duration.ofMillis(21);

    @Override
    public void run(Settings settings, ChildOutput output) throws Exception {
        small(settings, output);
        single(settings, output);
    }

    private static void small(Settings settings, ChildOutput output) throws Exception {
        long keys = settings.keys();
        long perSecond = RECORDS_PER_BATCH * Duration.ofSeconds(1).dividedBy(INTERVAL);
        Times commits = new Times();
        CommittedRecords committed = new CommittedRecords(settings.records(), output) {
            @Override
            public void committed(BatchReport report) {
                commits.add(report.commit().toNanos());
                super.committed(report);
            }
        };
        Source<Long> source = GeneratorSource.<Long>of((split, offset, random) -> random.nextLong(keys))
                .splits(2)
                .recordsPerSecond(perSecond);
        run(settings.directory().resolve("small"), INTERVAL, committed, source);
        output.say("commit", commits.percentiles());
    }

    /** As many batches as before. */
    private static void single(Settings settings, ChildOutput output) throws Exception {
        SteadySource source = new SteadySource(BETWEEN_SINGLE_RECORDS.toNanos());
        Times arrivals = new Times();
        Times batches = new Times();
        CommittedRecords committed = new CommittedRecords(Math.max(1, settings.records() / RECORDS_PER_BATCH), output) {
            @Override
            public void committed(BatchReport report) {
                long now = TimeSource.SYSTEM.monotonicNanos();
                batches.add(report.run().plus(report.commit()).toNanos());
                for (Input input : report.inputs().values()) {
                    for (Range range : input.ranges()) {
                        for (long offset = range.from(); offset < range.until(); offset++) {
                            arrivals.add(now - source.arrivalNanos(offset));
                        }
                    }
                }
                super.committed(report);
            }
        };
        run(settings.directory().resolve("single"), SHORT_INTERVAL, committed, source);
        output.say("batch", batches.percentiles());
        output.say("arrival", arrivals.percentiles());
    }

    private static void run(Path directory, Duration interval, CommittedRecords committed, Source<Long> source)
            throws Exception {
        try (StreamingContext context = StreamingContext.builder("commit")
                .checkpointDirectory(directory)
                .batchInterval(interval)
                .parallelism(2)
                .listener(committed)
                .build()) {
            DStream<Long> numbers = context.stream("numbers", source);
            numbers.mapToPair(number -> Pair.of(number, 1L))
                    .mapWithState("counts", StateSpec.<Long, Long, Long, Long>function((key, value, state) -> {
                        Long before = state.getOrNull();
                        long count = before == null ? 1 : before + 1;
                        state.update(count);
                        return count;
                    }))
                    .filter(count -> false)
                    .print("dropped");
            context.start();
            committed.await();
        }
    }
}
