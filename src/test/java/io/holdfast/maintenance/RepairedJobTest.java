package io.holdfast.maintenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.StreamingContext;
import io.holdfast.checkpoint.CheckpointReader;
import io.holdfast.failure.CorruptCheckpointException;
import io.holdfast.failure.IncompatibleCheckpointException;
import io.holdfast.format.FileNames;
import io.holdfast.format.Manifest;
import io.holdfast.format.Manifest.Section;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real job whose newest batches are damaged, and which is repaired. */
class RepairedJobTest {

    private static final int RECORDS = 600;
    private static final int KEYS = 7;

    @TempDir
    private Path directory;

    private Path checkpoint = Path.of("");
    private CheckpointReader reader = new CheckpointReader(new LocalStorage(checkpoint));

    @BeforeEach
    void runHalf() throws Exception {
        checkpoint = directory.resolve("checkpoint");
        reader = new CheckpointReader(new LocalStorage(checkpoint));
        run(RECORDS / 2, RECORDS / 2, "out");
    }

    /** Runs it until so many records were read, and stops it in good order. */
    private void run(long records, long inSource, String out) throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        try (StreamingContext context = StreamingContext.builder("sums")
                .checkpointDirectory(checkpoint)
                .batchInterval(Duration.ofMillis(20))
                .parallelism(2)
                .maxRecordsPerBatch(50)
                .forget(out.equals("out") ? new String[0] : new String[] {"sums"})
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
                    .to("sums", TextFileSink.<String>of(directory.resolve(out)));
            context.start();
            assertThat(done.await(1, TimeUnit.MINUTES)).isTrue();
        }
    }

    /** What all records after the first ones give. */
    private static List<String> expectedAfter(long first) {
        long[] sums = new long[KEYS];
        List<String> lines = new ArrayList<>();
        for (long number = 0; number < RECORDS; number++) {
            int key = (int) (number % KEYS);
            sums[key] += number;
            if (number >= first) {
                lines.add(key + " " + sums[key]);
            }
        }
        return lines;
    }

    private List<String> lines(String out) throws IOException {
        List<String> lines = new ArrayList<>();
        try (Stream<Path> files = Files.walk(directory.resolve(out))) {
            for (Path file : files.filter(path -> path.toString().endsWith(".txt"))
                    .sorted()
                    .toList()) {
                lines.addAll(Files.readAllLines(file));
            }
        }
        return lines;
    }

    private long readThrough(long batch) {
        return reader.read(batch)
                .manifest()
                .sources()
                .get("numbers")
                .positions()
                .get(0)
                .offset();
    }

    private long newestWithOutput() {
        return reader.batches().stream()
                .filter(batch -> reader.read(batch).manifest().chunks().stream()
                        .map(Manifest.Chunk::section)
                        .anyMatch(Section.OUTBOX::equals))
                .max(Long::compare)
                .orElseThrow();
    }

    /** From one up to the head. */
    private void damageFrom(long batch) throws IOException {
        for (long each = batch; each <= reader.requireHead(); each++) {
            Path file = checkpoint.resolve(FileNames.batch(each));
            byte[] bytes = Files.readAllBytes(file);
            bytes[bytes.length / 2] ^= 1;
            Files.write(file, bytes);
        }
        assertThatThrownBy(() -> run(1, RECORDS, "out")).isInstanceOf(CorruptCheckpointException.class);
    }

    private void repairTo(long restored) {
        try (Maintenance maintenance = Maintenance.of(checkpoint.toString(), Set.of())) {
            Maintenance.Repaired repaired = maintenance.repair((done, total) -> {});
            assertThat(repaired.repair().restored()).isEqualTo(restored);
            assertThat(repaired.audit().isWhole()).isTrue();
        }
    }

    @Test
    void aSinkThatHadNotPublishedWhatWasGivenUpGoesOnExactlyOnce() throws Exception {
        long sound = newestWithOutput();
        assertThat(sound).as("it was closed in good order").isLessThan(reader.requireHead());
        damageFrom(sound + 1);
        repairTo(sound);
        run(RECORDS - readThrough(sound), RECORDS, "out");
        assertThat(lines("out")).containsExactlyInAnyOrderElementsOf(expectedAfter(0));
    }

    @Test
    void aSinkThatHadPublishedMoreIsRefusedAndAnotherTargetGetsTheRest() throws Exception {
        long lost = newestWithOutput();
        long first = readThrough(lost - 1);
        damageFrom(lost);
        repairTo(lost - 1);
        List<String> published = lines("out");
        assertThatThrownBy(() -> run(1, RECORDS, "out"))
                .isInstanceOf(IncompatibleCheckpointException.class)
                .hasMessageContainingAll("sink 'sums'", "has a marker of batch " + lost, "onUnknownMarker");
        assertThat(lines("out")).isEqualTo(published);
        run(RECORDS - first, RECORDS, "elsewhere");
        assertThat(lines("elsewhere")).containsExactlyInAnyOrderElementsOf(expectedAfter(first));
    }
}
