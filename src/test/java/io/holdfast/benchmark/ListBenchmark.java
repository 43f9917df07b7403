package io.holdfast.benchmark;

import io.holdfast.StreamingContext;
import io.holdfast.cli.Main;
import io.holdfast.model.JobListener;
import io.holdfast.source.generator.GeneratorSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** How long {@code ls} takes where many batches are retained, with the start of its JVM. Arguments: how many batches (100,000). */
final class ListBenchmark {

    private static final int ROUNDS = 5;

    private ListBenchmark() {}

    static void run(List<String> arguments) throws Exception {
        int batches = arguments.isEmpty() ? 100_000 : Integer.parseInt(arguments.get(0));
        Path directory = ChildJvm.temporaryDirectory("ls");
        fill(directory, batches);
        for (int round = 0; round < ROUNDS; round++) {
            System.out.printf("ls of %,d batches: %d ms%n", batches, millis(directory.toString()));
        }
        System.out.printf(
                "ls --last %,d: %d ms%n", batches, millis(directory.toString(), "--last", String.valueOf(batches)));
    }

    private static void fill(Path directory, int batches) throws Exception {
        CountDownLatch done = new CountDownLatch(batches);
        try (StreamingContext context = StreamingContext.builder("many")
                .checkpointDirectory(directory)
                .batchInterval(Duration.ofMillis(1))
                .retainedBatches(batches)
                .parallelism(1)
                .maxRecordsPerBatch(10)
                .listener(new JobListener() {
                    @Override
                    public void committed(BatchReport report) {
                        done.countDown();
                    }
                })
                .build()) {
            context.stream("numbers", GeneratorSource.of((split, offset, random) -> offset))
                    .filter(number -> number < 0)
                    .print("none");
            context.start();
            done.await();
        }
    }

    private static long millis(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "ls"));
        command.addAll(List.of(arguments));
        long begun = System.nanoTime();
        int exit = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        if (exit != 0) {
            throw new IllegalStateException("ls ended with exit code " + exit);
        }
        return Duration.ofNanos(System.nanoTime() - begun).toMillis();
    }
}
