package io.holdfast.drill;

import io.holdfast.DStream;
import io.holdfast.StreamingContext;
import io.holdfast.model.Batch;
import io.holdfast.model.Pair;
import io.holdfast.model.State;
import io.holdfast.model.StateSpec;
import io.holdfast.sink.file.TextFileSink;
import io.holdfast.source.generator.GeneratorSource;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A job to drill, with everything that matters: sessions that time out, totals over all keys, two sinks, and functions that
 * get batches. Arguments: the checkpoint directory, a path or a URI, the directory of its outputs, which mistake its
 * code makes, and the names of sinks whose old targets are to be forgotten.
 */
public final class SampleJob {

    /** In the working directory, which in a build is the project: there among what the build leaves. */
    private static final Path EFFECTS = Path.of("target", "effects");

    private SampleJob() {}

    /** What a job can do wrong. */
    enum Mistake {
        NONE,
        /** A value from the clock enters the state. */
        CLOCK,
        /** Records come out in the order of a set of objects without a hash code of their own. */
        IDENTITY_ORDER,
        /** A second context. */
        TWO_CONTEXTS,
        /** It fails before it starts. */
        REFUSED
    }

    /** Without a hash code of its own: a set holds it where the memory address says. */
    private static final class Item {
        private final int number;

        Item(int number) {
            this.number = number;
        }
    }

    public static void main(String[] arguments) throws Exception {
        URI checkpoint = arguments[0].contains("://")
                ? URI.create(arguments[0])
                : Path.of(arguments[0]).toUri();
        Path output = Path.of(arguments[1]);
        Mistake mistake = Mistake.valueOf(arguments[2]);
        String[] forgotten = Arrays.copyOfRange(arguments, 3, arguments.length);
        StreamingContext context = context(checkpoint, output, mistake, forgotten);
        context.start();
        if (mistake == Mistake.TWO_CONTEXTS) {
            context(checkpoint.resolve("second"), output, mistake).start();
        }
        context.awaitTermination();
    }

    /**
     * A process that runs a job, with no drill around it.
     *
     * @param job whose {@code main}
     * @param directory where it works
     * @param log what it writes on the way
     * @param arguments of {@code main}
     */
    public static Process start(Class<?> job, Path directory, Path log, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                job.getName()));
        command.addAll(arguments);
        return new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    static StreamingContext context(URI checkpoint, Path output, Mistake mistake, String... forgotten) {
        StreamingContext context = StreamingContext.builder("sample")
                .checkpointDirectory(checkpoint)
                .batchInterval(Duration.ofMillis(mistake == Mistake.REFUSED ? -1 : 100))
                .parallelism(2)
                .forget(forgotten)
                .replayBudgetBytes(1 << 16)
                .stateCacheBytes(2 << 20)
                .build();
        DStream<Pair<Long, Long>> numbers = context.stream(
                        "numbers",
                        GeneratorSource.of((split, offset, random) -> random.nextLong(1000))
                                .splits(3)
                                .recordsPerSecond(3000))
                .map(number -> mistake == Mistake.CLOCK ? number * 2 + System.nanoTime() % 2 : number * 2)
                .mapToPair(number -> Pair.of(number / 20, number))
                .mapToPair(pair -> pair);
        describe(numbers, output, mistake);
        return context;
    }

    private static void describe(DStream<Pair<Long, Long>> numbers, Path output, Mistake mistake) {
        DStream<String> sums = numbers.mapToPair(pair -> pair)
                .mapWithState(
                        "sums",
                        StateSpec.<Long, Long, Long, String>function(SampleJob::add)
                                .timeout(Duration.ofMillis(300)));
        sums.to("sums-out", TextFileSink.<String>of(output.resolve("sums")));
        numbers.mapToPair(pair -> pair)
                .reduceByKey(Long::sum)
                .updateStateByKey("totals", SampleJob::total)
                .map(Pair::toString)
                .to("totals-out", TextFileSink.<String>of(output.resolve("totals")));
        numbers.filter(pair -> pair.value() % 100 == 0)
                .flatMap(pair -> inSomeOrder(pair.value(), mistake).iterator())
                .to("items-out", TextFileSink.<String>of(output.resolve("items")));
        DStream<Long> few = numbers.filter(pair -> pair.value() % 50 == 0).map(Pair::value);
        few.foreachBatch("appends", SampleJob::append);
        few.foreachBatch("replaces", SampleJob::replace);
    }

    static String add(Long key, Optional<Long> more, State<Long> sum) {
        if (sum.isTimingOut()) {
            return key + " ends";
        }
        sum.update(more.orElse(0L) + (sum.exists() ? sum.get() : 0L));
        return key + "=" + sum.get();
    }

    static Optional<Long> total(List<Long> more, Optional<Long> before) {
        return Optional.of(
                before.orElse(0L) + more.stream().mapToLong(Long::longValue).sum());
    }

    private static List<String> inSomeOrder(long number, Mistake mistake) {
        if (mistake != Mistake.IDENTITY_ORDER) {
            return List.of(number + "a", number + "b");
        }
        Set<Item> items = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            items.add(new Item(i));
        }
        return items.stream().map(item -> number + "/" + item.number).toList();
    }

    /** Not idempotent: each call adds. */
    static void append(Batch<Long> batch) throws Exception {
        Files.writeString(
                Files.createDirectories(EFFECTS).resolve("appended.txt"),
                batch.collect() + "\n",
                StandardCharsets.UTF_8,
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    /** Idempotent: the same batch writes the same file. */
    static void replace(Batch<Long> batch) throws Exception {
        Path file = Files.createDirectories(EFFECTS).resolve("batch-" + batch.id() + ".txt");
        // Drills of other tests may run at the same time.
        Path temporary = EFFECTS.resolve(
                "batch-" + batch.id() + "-" + ProcessHandle.current().pid() + ".tmp");
        Files.writeString(temporary, batch.collect() + "\n");
        Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
    }
}
