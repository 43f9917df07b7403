package io.holdfast.maintenance;

import static io.holdfast.maintenance.SummingJob.KEYS;
import static io.holdfast.maintenance.SummingJob.RECORDS;
import static io.holdfast.maintenance.SummingJob.readThrough;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.checkpoint.CheckpointReader;
import io.holdfast.failure.ConfigurationException;
import io.holdfast.failure.IncompatibleCheckpointException;
import io.holdfast.format.FileNames;
import io.holdfast.storage.local.LocalStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real job, rewound. Seen to fail by hand: the timeline of the original kept by the fork, so that only digests and
 * the number of the batch tell its marker from the original's.
 */
class ForkedJobTest {

    @TempDir
    private Path directory;

    private Path original = Path.of("");

    @BeforeEach
    void runOriginal() throws Exception {
        original = directory.resolve("original");
        run(original, "out", RECORDS);
    }

    /** Runs it until so many more records were read, and stops it in good order. */
    private void run(Path checkpoint, String out, long records) throws Exception {
        SummingJob.run(checkpoint, directory.resolve(out), records, RECORDS);
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
        assertThatThrownBy(() -> run(target, "out", 1))
                .isInstanceOf(IncompatibleCheckpointException.class)
                .hasMessageContainingAll("sink 'sums'", "but this checkpoint is of timeline", "onUnknownMarker");
        assertThat(names("out")).isEqualTo(published);
    }

    @Test
    void aJobGoesOnFromAnOlderBatchElsewhereAndComesToTheSameSums() throws Exception {
        Path target = directory.resolve("fork");
        long batch = someBatch();
        fork(target, batch);
        run(target, "elsewhere", RECORDS - readThrough(target, batch));
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
        assertThatThrownBy(() -> run(moved, "elsewhere", 1))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("is a savepoint");
        Path target = directory.resolve("fork");
        try (Maintenance maintenance = Maintenance.of(moved.toString(), Set.of())) {
            maintenance.fork(target.toString(), Maintenance.NEWEST, "test", (done, total) -> {});
        }
        run(target, "elsewhere", RECORDS - readThrough(target, batch));
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
        run(target, "elsewhere", RECORDS - readThrough(target, batch));
        assertThat(lastSums("elsewhere")).isEqualTo(lastSums("out"));
    }

    @Test
    void aTargetInsideTheOriginalIsRefused() {
        assertThatThrownBy(() -> fork(original.resolve("fork"), someBatch()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("is inside");
    }
}
