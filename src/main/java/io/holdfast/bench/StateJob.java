package io.holdfast.bench;

import io.holdfast.StreamingContext;
import io.holdfast.StreamingContextBuilder;
import io.holdfast.common.ThreadWorkers;
import io.holdfast.model.Pair;
import io.holdfast.model.StateSpec;
import io.holdfast.source.generator.GeneratorSource;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Replaces the value of a key with that of each record: of each key in turn, or of keys at random. */
final class StateJob implements ChildMain.Job {

    static final String JOB = "state";

    /** How the job is told to do it: puts one key after the other, until each has a value; then waits to be killed. */
    static Settings fill(Settings settings) {
        return settings.with("records", settings.keys())
                .with("rate", GeneratorSource.MAX_RECORDS_PER_SECOND)
                .with("intervalMillis", 500)
                .with("stay", true);
    }

    @Override
    public void run(Settings settings, ChildOutput output) throws Exception {
        FirstRecord first = new FirstRecord(() -> output.say("first", 1));
        Watch watch = new Watch(settings.records(), output);
        StreamingContextBuilder builder = StreamingContext.builder("state")
                .checkpointDirectory(settings.directory())
                .batchInterval(Duration.ofMillis(settings.number("intervalMillis")))
                .parallelism(2)
                .listener(watch);
        if (settings.textOrNull("cacheBytes") != null) {
            builder.stateCacheBytes(settings.number("cacheBytes"));
        }
        StreamingContext context = builder.build();
        long keys = settings.keys();
        boolean atRandom = settings.flag("atRandom");
        context.stream(
                        "values",
                        GeneratorSource.<Pair<Long, byte[]>>of((split, offset, random) -> Pair.of(
                                        atRandom ? random.nextLong(keys) : (2 * offset + split) % keys,
                                        KeyedRecords.value(random)))
                                .splits(2)
                                .recordsPerSecond(settings.number("rate")))
                .mapToPair(pair -> {
                    first.seen();
                    return pair;
                })
                .mapWithState("latest", StateSpec.<Long, byte[], byte[], Integer>function((key, value, state) -> {
                    byte[] before = state.getOrNull();
                    state.update(value.orElseThrow());
                    return before == null ? 0 : before.length;
                }))
                .filter(length -> false)
                .print("dropped");
        context.start();
        watch.await();
        output.say("throughput", settings.records() / first.seconds());
        output.say("memory", Usage.peakMegabytes());
        if (settings.flag("stay")) {
            new ThreadWorkers("bench").await(new CompletableFuture<>());
        }
    }

    /** Also tells when it is ready, when the first batch is durable, and what a restart would replay after it. */
    private static final class Watch extends CommittedRecords {

        private final ChildOutput output;
        private boolean durable;

        Watch(long records, ChildOutput output) {
            super(records, output);
            this.output = output;
        }

        @Override
        public void ready(Ready ready) {
            output.say("keys", (double) ready.keys());
            output.say("ready", 1);
        }

        @Override
        public void committed(BatchReport report) {
            super.committed(report);
            if (!durable) {
                durable = true;
                output.say("replay", report.details().replayBytes() / 1e6);
                output.say("durable", 1);
            }
        }
    }
}
