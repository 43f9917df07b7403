package io.holdfast.benchmark;

import io.holdfast.DStream;
import io.holdfast.StreamingContext;
import io.holdfast.model.JobListener;
import io.holdfast.source.generator.GeneratorSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** How many records a second pass a fused chain of five functions on one core, from the generator to a count. */
final class ChainBenchmark {

    private static final int BATCHES = 12;
    private static final int WARM = 6;

    private ChainBenchmark() {}

    static void run(List<String> arguments) throws Exception {
        Path directory = ChildJvm.temporaryDirectory("chain");
        CountDownLatch done = new CountDownLatch(BATCHES);
        String word = "word";
        try (StreamingContext context = StreamingContext.builder("chain")
                .checkpointDirectory(directory)
                .batchInterval(Duration.ofSeconds(1))
                .parallelism(1)
                .maxRecordsPerBatch(100_000_000)
                .listener(new JobListener() {
                    @Override
                    public void committed(BatchReport report) {
                        done.countDown();
                        if (done.getCount() < BATCHES - WARM) {
                            System.out.printf(
                                    "%,d records in %d ms: %.1f million a second%n",
                                    report.recordsRead(),
                                    report.run().toMillis(),
                                    report.recordsRead() / (report.run().toNanos() / 1e3));
                        }
                    }
                })
                .build()) {
            DStream<String> words = context.stream("words", GeneratorSource.of((split, offset, random) -> word));
            words.map(text -> text)
                    .filter(text -> text.length() == 4)
                    .map(text -> text)
                    .filter(text -> text.charAt(0) == 'w')
                    .map(text -> text)
                    .count()
                    .filter(count -> count < 0)
                    .print("none");
            context.start();
            done.await();
        }
    }
}
