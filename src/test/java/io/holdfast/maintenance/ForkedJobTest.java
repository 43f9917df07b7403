package io.holdfast.maintenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.StreamingContext;
import io.holdfast.checkpoint.CheckpointReader;
import io.holdfast.failure.ConfigurationException;
import io.holdfast.failure.IncompatibleCheckpointException;
import io.holdfast.format.FileNames;
import io.holdfast.model.JobListener;
import io.holdfast.model.Pair;
import io.holdfast.model.StateSpec;
import io.holdfast.sink.file.TextFileSink;
import io.holdfast.source.generator.GeneratorSource;
import io.holdfast.storage.local.LocalStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real job, rewound. Seen to fail by hand: the timeline of the original kept by the fork, so that only digests and
 * the number of the batch tell its marker from the original's.
 */
class ForkedJobTest {

    private static final int RECORDS = 600;
    private static final int KEYS = 7;

    @TempDir
    private Path directory;

    private Path original = Path.of("");

    @BeforeEach
    void runOriginal() throws Exception {
        original = directory.resolve("original");
        run(job(original, "out"), RECORDS);
    }

    private StreamingContext.Builder job(Path checkpoint, String out) {
        return StreamingContext.builder("sums")
                .checkpointDirectory(checkpoint)
                .batchInterval(Duration.ofMillis(20))
                .parallelism(2)
                .maxRecordsPerBatch(50)
                .replayBudgetBytes(1 << 16)
                .forget(out.equals("out") ? new String[0] : new String[] {"sums"});
    }

    /** Runs it until records through a number were read, and stops it in good order. */
    private void run(StreamingContext.Builder builder, long records) throws Exception {
        run(builder, records, "out");
    }

    private void run(StreamingContext.Builder builder, long records, String out) throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        try (StreamingContext context = builder.listener(new JobListener() {
                    private long read = RECORDS - records;

                    @Override
                    public void committed(BatchReport report) {
                        read += report.recordsRead();
                        if (read >= RECORDS) {
                            done.countDown();
                        }
                    }
                })
                .build()) {
            context.stream(
                            "numbers",
                            GeneratorSource.of((split, offset, random) -> offset)
                                    .recordsPerSecond(2000)
                                    .records(RECORDS))
                    .mapToPair(number -> Pair.of(number % KEYS, number))
                    .mapWithState("totals", StateSpec.<Long, Long, Long, String>function((key, value, state) -> {
                        long sum = (state.exists() ? state.get() : 0L) + value.orElse(0L);
                        state.update(sum);
                        return key + " " + sum;
                    }))
                    .to("sums", TextFileSink.<String>of(directory.resolve(out)));
            context.start();
            assertThat(done.await(1, TimeUnit.MINUTES)).isTrue();
        }
    }

    private Map<String, String> lastSums(String out) throws IOException {
        TreeMap<String, String> last = new TreeMap<>();
        try (Stream<Path> files = Files.walk(directory.resolve(out))) {
            for (Path file : files.filter(path -> path.toString().endsWith(".txt"))
                    .sorted()
                    .toList()) {
                for (String line : Files.readAllLines(file)) {
                    last.put(line.substring(0, 1), line.substring(2));
                }
            }
        }
        return last;
    }

    private List<String> names(String out) throws IOException {
        try (Stream<Path> files = Files.walk(directory.resolve(out))) {
            return files.map(Path::toString).sorted().toList();
        }
    }

    private long readThrough(Path checkpoint, long batch) {
        return new CheckpointReader(new LocalStorage(checkpoint))
                .read(batch)
                .manifest()
                .sources()
                .get("numbers")
                .positions()
                .get(0)
                .offset();
    }

    /** A batch in the middle. */
    private long someBatch() {
        return new CheckpointReader(new LocalStorage(original))
                .batches().stream()
                        .filter(batch -> batch > 0 && readThrough(original, batch) >= RECORDS / 2)
                        .findFirst()
                        .orElseThrow();
    }

    private void fork(Path target, long batch) {
        try (Maintenance maintenance = Maintenance.of(original.toString(), Set.of())) {
            maintenance.fork(target.toString(), batch, "test", (done, total) -> {});
        }
    }

    @Test
    void aRewoundJobNeverSkipsOutputInSilence() throws Exception {
        Path target = directory.resolve("fork");
        fork(target, someBatch());
        List<String> published = names("out");
        assertThatThrownBy(() -> run(job(target, "out"), 1))
                .isInstanceOf(IncompatibleCheckpointException.class)
                .hasMessageContainingAll("sink 'sums'", "but this checkpoint is of timeline", "onUnknownMarker");
        assertThat(names("out")).isEqualTo(published);
    }

    @Test
    void aJobGoesOnFromAnOlderBatchElsewhereAndComesToTheSameSums() throws Exception {
        Path target = directory.resolve("fork");
        long batch = someBatch();
        fork(target, batch);
        run(job(target, "elsewhere"), RECORDS - readThrough(target, batch), "elsewhere");
        assertThat(lastSums("elsewhere")).hasSize(KEYS).isEqualTo(lastSums("out"));
        assertThat(new LocalStorage(original).list(FileNames.PINS))
                .as("the fork's own pin")
                .isEmpty();
    }

    @Test
    void aSavepointOutlivesTheOriginalAndMoves() throws Exception {
        Path savepoint = directory.resolve("savepoint");
        long batch = someBatch();
        try (Maintenance maintenance = Maintenance.of(original.toString(), Set.of())) {
            maintenance.savepoint(savepoint.toString(), batch, "test", (done, total) -> {});
        }
        try (Stream<Path> files = Files.walk(savepoint)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.getAttribute(file, "unix:nlink"))
                        .as("links of %s", file)
                        .isEqualTo(1);
            }
        }
        Files.move(original, directory.resolve("gone"));
        Path moved = Files.move(savepoint, directory.resolve("moved"));
        assertThatThrownBy(() -> run(job(moved, "elsewhere"), 1, "elsewhere"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("is a savepoint");
        Path target = directory.resolve("fork");
        try (Maintenance maintenance = Maintenance.of(moved.toString(), Set.of())) {
            maintenance.fork(target.toString(), Maintenance.NEWEST, "test", (done, total) -> {});
        }
        run(job(target, "elsewhere"), RECORDS - readThrough(target, batch), "elsewhere");
        assertThat(lastSums("elsewhere")).isEqualTo(lastSums("out"));
    }

    /** As its files are shared, neither may write to one, and each may delete its own names. */
    @Test
    void aForkIsLinkedAndGoesOnWithoutItsOriginal() throws Exception {
        Path target = directory.resolve("fork");
        long batch = someBatch();
        fork(target, batch);
        Path file = target.resolve(FileNames.batch(batch));
        assertThat(Files.getAttribute(file, "unix:nlink")).isEqualTo(2);
        try (Stream<Path> files = Files.walk(original)) {
            for (Path path : files.filter(Files::isRegularFile).toList()) {
                Files.delete(path);
            }
        }
        run(job(target, "elsewhere"), RECORDS - readThrough(target, batch), "elsewhere");
        assertThat(lastSums("elsewhere")).isEqualTo(lastSums("out"));
    }

    @Test
    void aTargetInsideTheOriginalIsRefused() {
        assertThatThrownBy(() -> fork(original.resolve("fork"), someBatch()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("is inside");
    }
}
