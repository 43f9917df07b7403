package io.holdfast.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.StreamingContext;
import io.holdfast.checkpoint.CheckpointReader;
import io.holdfast.model.JobListener;
import io.holdfast.model.Pair;
import io.holdfast.model.StateSpec;
import io.holdfast.sink.file.TextFileSink;
import io.holdfast.source.generator.GeneratorSource;
import io.holdfast.storage.local.LocalStorage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A real job that sums the numbers from 0 on by key, and writes each new sum to files. */
final class SummingJob {

    static final int RECORDS = 600;
    static final int KEYS = 7;

    private SummingJob() {}

    /**
     * Runs it until so many records were read, and stops it in good order.
     *
     * @param inSource how many records the source has in all
     * @param out where the files go; one that is not called "out" is another target, so that the old one is forgotten
     */
    static void run(Path checkpoint, Path out, long records, long inSource) throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        try (StreamingContext context = StreamingContext.builder("sums")
                .checkpointDirectory(checkpoint)
                .batchInterval(Duration.ofMillis(20))
                .parallelism(2)
                .maxRecordsPerBatch(50)
                .replayBudgetBytes(1 << 16)
                .forget(out.endsWith("out") ? new String[0] : new String[] {"sums"})
                .listener(new JobListener() {
                    private long read;

                    @Override
                    public void committed(BatchReport report) {
                        read += report.recordsRead();
                        if (read >= records) {
                            done.countDown();
                        }
                    }
                })
                .build()) {
            context.stream(
                            "numbers",
                            GeneratorSource.of((split, offset, random) -> offset)
                                    .recordsPerSecond(2000)
                                    .records(inSource))
                    .mapToPair(number -> Pair.of(number % KEYS, number))
                    .mapWithState("totals", StateSpec.<Long, Long, Long, String>function((key, value, state) -> {
                        long sum = (state.exists() ? state.get() : 0L) + value.orElse(0L);
                        state.update(sum);
                        return key + " " + sum;
                    }))
                    .to("sums", TextFileSink.<String>of(out));
            context.start();
            assertThat(done.await(1, TimeUnit.MINUTES)).isTrue();
        }
    }

    /** How many records batches through this one have read. */
    static long readThrough(Path checkpoint, long batch) {
        return new CheckpointReader(new LocalStorage(checkpoint))
                .read(batch)
                .manifest()
                .sources()
                .get("numbers")
                .positions()
                .get(0)
                .offset();
    }
}
