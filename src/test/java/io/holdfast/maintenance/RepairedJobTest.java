package io.holdfast.maintenance;

import static io.holdfast.maintenance.SummingJob.KEYS;
import static io.holdfast.maintenance.SummingJob.RECORDS;
import static io.holdfast.maintenance.SummingJob.readThrough;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.checkpoint.CheckpointReader;
import io.holdfast.failure.CorruptCheckpointException;
import io.holdfast.failure.IncompatibleCheckpointException;
import io.holdfast.format.FileNames;
import io.holdfast.format.Manifest;
import io.holdfast.format.Manifest.Section;
import io.holdfast.storage.local.LocalStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real job whose newest batches are damaged, and which is repaired. */
class RepairedJobTest {

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

    private void run(long records, long inSource, String out) throws Exception {
        SummingJob.run(checkpoint, directory.resolve(out), records, inSource);
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
        run(RECORDS - readThrough(checkpoint, sound), RECORDS, "out");
        assertThat(lines("out")).containsExactlyInAnyOrderElementsOf(expectedAfter(0));
    }

    @Test
    void aSinkThatHadPublishedMoreIsRefusedAndAnotherTargetGetsTheRest() throws Exception {
        long lost = newestWithOutput();
        long first = readThrough(checkpoint, lost - 1);
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
