package io.holdfast.inspect;

import io.holdfast.StreamingContext;
import io.holdfast.model.JobListener;
import io.holdfast.model.Pair;
import io.holdfast.model.StateSpec;
import io.holdfast.sink.file.TextFileSink;
import io.holdfast.source.generator.GeneratorSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A small job with state, snapshots, a sink and retention, which leaves a checkpoint to look at. */
public final class InspectedJob implements AutoCloseable {

    private final StreamingContext context;
    private final CountDownLatch batches;

    /** Starts it in {@code checkpoint} and {@code out} of a directory. */
    public InspectedJob(Path directory, int retained, int expectedBatches) throws Exception {
        batches = new CountDownLatch(expectedBatches);
        context = StreamingContext.builder("inspected")
                .checkpointDirectory(directory.resolve("checkpoint"))
                .batchInterval(Duration.ofMillis(20))
                .retainedBatches(retained)
                .parallelism(2)
                .replayBudgetBytes(1 << 16)
                .listener(new JobListener() {
                    @Override
                    public void committed(BatchReport report) {
                        batches.countDown();
                    }
                })
                .build();
        context.stream(
                        "numbers",
                        GeneratorSource.of((split, offset, random) -> offset).recordsPerSecond(2000))
                .mapToPair(number -> Pair.of(number % 50, number))
                .mapWithState("last", StateSpec.<Long, Long, String, Long>function((key, value, state) -> {
                    state.update(text(value.orElseThrow()));
                    return key;
                }))
                .to("out", TextFileSink.<Long>of(directory.resolve("out")));
        context.start();
    }

    /** Text that no compression makes shorter, so that files of as many values are of one length. */
    private static String text(long number) {
        byte[] bytes = new byte[375];
        new Random(number).nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** Waits for the batches that were expected. */
    public InspectedJob awaitBatches() throws InterruptedException {
        if (!batches.await(2, TimeUnit.MINUTES)) {
            throw new AssertionError(batches.getCount() + " batches are missing");
        }
        return this;
    }

    boolean isRunning() {
        return batches.getCount() > 0;
    }

    @Override
    public void close() throws Exception {
        context.close();
    }

    /** Runs it for some batches, and returns its checkpoint directory. */
    public static Path checkpoint(Path directory, int batches) throws Exception {
        try (InspectedJob job = new InspectedJob(directory, 8, batches)) {
            job.awaitBatches();
        }
        return directory.resolve("checkpoint");
    }
}
