package io.holdfast.bench;

import io.holdfast.StreamingContext;
import io.holdfast.model.Pair;
import io.holdfast.source.generator.GeneratorSource;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.LongStream;

/**
 * {@code updateStateByKey} over all keys, of which each batch touches one in a hundred. A record stands for a part of the keys of a
 * batch: so batches are of one size, however fast they are.
 */
final class UpdateAllJob implements ChildMain.Job {

    static final String JOB = "update-all";

    private static final int RECORDS_PER_BATCH = 10;

    /** Each puts one in a hundred of the keys, so that after them all keys have state. */
    private static final int FILLING_RECORDS = 100;

    private static final int WARM_UP_BATCHES = 2;

    @Override
    public void run(Settings settings, ChildOutput output) throws Exception {
        long keys = settings.keys();
        Visits visits = new Visits(settings, output);
        StreamingContext context = StreamingContext.builder("update-all")
                .checkpointDirectory(settings.directory())
                .batchInterval(Duration.ofMillis(100))
                .parallelism(2)
                .maxRecordsPerBatch(RECORDS_PER_BATCH)
                .stateCacheBytes(Runtime.getRuntime().maxMemory() / 2)
                .listener(visits)
                .build();
        context.stream("parts", GeneratorSource.<Long>of((split, offset, random) -> offset))
                .flatMapToPair(part ->
                        part(part, keys).mapToObj(key -> Pair.of(key, 1L)).iterator())
                .<Long>updateStateByKey("counts", (values, state) -> Optional.of(state.orElse(0L) + values.size()))
                .filter(pair -> false)
                .print("dropped");
        context.start();
        visits.await();
        output.say("visits", visits.perSecond());
        output.say("memory", Usage.peakMegabytes());
    }

    private static LongStream part(long part, long keys) {
        if (part < FILLING_RECORDS) {
            return LongStream.range(part * keys / FILLING_RECORDS, (part + 1) * keys / FILLING_RECORDS);
        }
        long touched = Math.max(1, keys / 100 / RECORDS_PER_BATCH);
        return new SplittableRandom(part).longs(touched, 0, keys);
    }

    /** Counts keys instead of records: all of them in each batch that ran once all had state. */
    private static final class Visits extends CommittedRecords {

        private final long keys;
        private int full;
        private long visited;
        private long nanos;

        Visits(Settings settings, ChildOutput output) {
            super(settings.records(), output);
            keys = settings.keys();
        }

        @Override
        public synchronized void committed(BatchReport report) {
            if (report.keys() == keys && ++full > WARM_UP_BATCHES) {
                visited += keys;
                nanos += report.run().toNanos();
                add(keys);
            }
        }

        synchronized double perSecond() {
            return visited * 1e9 / nanos;
        }
    }
}
