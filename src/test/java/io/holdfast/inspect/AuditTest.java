package io.holdfast.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.format.FileNames;
import io.holdfast.storage.local.LocalStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Planted defects: files of snapshots looked at by length only; the chain not followed; what retention gives up meanwhile taken
 * for missing.
 */
class AuditTest {

    /** A flip at every so many bytes: each takes a reading of the whole directory. */
    private static final int STEP = 37;

    @TempDir
    private static Path shared;

    private static Path original;

    @TempDir
    private Path directory;

    @BeforeAll
    static void runJob() throws Exception {
        original = InspectedJob.checkpoint(shared, 40);
    }

    private Path copy() throws IOException {
        Path copy = directory.resolve("copy");
        try (Stream<Path> files = Files.walk(original)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(original.relativize(file).toString()));
            }
        }
        return copy;
    }

    private static AuditResult audit(Path checkpoint) {
        return Audit.of(new LocalStorage(checkpoint), (done, total) -> {});
    }

    private static List<Path> files(Path checkpoint, String part) throws IOException {
        try (Stream<Path> files = Files.list(checkpoint.resolve(part))) {
            return files.sorted().toList();
        }
    }

    private static List<String> damaged(AuditResult result) {
        return result.problems().stream()
                .map(AuditResult.Problem::file)
                .distinct()
                .toList();
    }

    private static String name(Path checkpoint, Path file) {
        return checkpoint.relativize(file).toString();
    }

    @Test
    void findsNothingInAWholeDirectoryAndTellsHowFarItIs() throws IOException {
        List<Long> progress = new ArrayList<>();
        AuditResult result = Audit.of(new LocalStorage(original), (done, total) -> {
            assertThat(done).isLessThanOrEqualTo(total);
            progress.add(done);
        });
        assertThat(result.problems()).isEmpty();
        assertThat(result.isWhole()).isTrue();
        assertThat(result.snapshots()).isPositive();
        assertThat(result.batches()).isEqualTo(files(original, "batches").size());
        assertThat(progress).isSorted().hasSizeGreaterThan(10);
    }

    @Test
    void findsABitFlippedAnywhereInAnyKindOfFile() throws IOException {
        Path copy = copy();
        List<Path> victims = new ArrayList<>(reachedFiles(copy));
        for (String part : List.of("batches", "epochs")) {
            List<Path> files = files(copy, part);
            victims.add(files.get(files.size() - 1));
        }
        for (Path victim : victims) {
            byte[] bytes = Files.readAllBytes(victim);
            for (int at = 0; at < bytes.length; at += STEP) {
                bytes[at] ^= 4;
                Files.write(victim, bytes);
                assertThat(damaged(audit(copy))).as("byte %d of %s", at, victim).contains(name(copy, victim));
                bytes[at] ^= 4;
            }
            Files.write(victim, bytes);
        }
        assertThat(audit(copy).isWhole()).isTrue();
    }

    /** Of a snapshot in use: its descriptor, an immutable file, and one that is copied. */
    private static List<Path> reachedFiles(Path checkpoint) throws IOException {
        return List.of(
                reached(checkpoint, "snapshots", ".snapshot"),
                reached(checkpoint, "files", ".sst"),
                reached(checkpoint, "files", "CURRENT"));
    }

    private static Path reached(Path checkpoint, String part, String suffix) throws IOException {
        List<String> unused = audit(checkpoint).unused();
        return files(checkpoint, part).stream()
                .filter(file -> file.toString().endsWith(suffix) && !unused.contains(name(checkpoint, file)))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void tellsOfAllThatIsMissing() throws IOException {
        Path copy = copy();
        List<Path> batches = files(copy, "batches");
        Path batch = batches.get(batches.size() - 3);
        List<Path> reached = reachedFiles(copy);
        Files.delete(batch);
        Files.delete(reached.get(1));
        Files.delete(reached.get(2));
        AuditResult result = audit(copy);
        assertThat(damaged(result)).contains(name(copy, batch), name(copy, reached.get(1)), name(copy, reached.get(2)));
        assertThat(result.problems())
                .allSatisfy(problem -> assertThat(problem.newestBatch()).isPositive());
    }

    @Test
    void findsABatchInThePlaceOfItsSibling() throws IOException {
        Path copy = copy();
        List<Path> batches = files(copy, "batches");
        Path last = batches.get(batches.size() - 1);
        Files.copy(batches.get(batches.size() - 2), last, StandardCopyOption.REPLACE_EXISTING);
        assertThat(damaged(audit(copy))).contains(name(copy, last));
    }

    /** Of any two, and of one length, where nothing but the content tells. Seen to fail when only lengths were compared. */
    @Test
    void findsStoredFilesThatWereSwappedWithEachOther() throws IOException {
        Path copy = copy();
        Set<Long> lengths = new HashSet<>();
        List<String> unused = audit(copy).unused();
        List<Path> reached = files(copy, "files").stream()
                .filter(file -> !unused.contains(name(copy, file)))
                .toList();
        for (Path one : reached) {
            for (Path other : reached) {
                byte[] first = Files.readAllBytes(one);
                byte[] second = Files.readAllBytes(other);
                boolean differ = first.length == second.length && !Arrays.equals(first, second);
                if (differ && lengths.add((long) first.length)) {
                    Files.write(one, second);
                    Files.write(other, first);
                    assertThat(damaged(audit(copy)))
                            .as("%s and %s", one, other)
                            .contains(name(copy, one), name(copy, other));
                    Files.write(one, first);
                    Files.write(other, second);
                }
            }
        }
        assertThat(lengths).isNotEmpty();
        assertThat(audit(copy).isWhole()).isTrue();
    }

    @Test
    void findsABatchTooManyAndLeavesOtherNamesAlone() throws IOException {
        Path copy = copy();
        for (String directory : List.of("batches", "epochs", "snapshots", "files", "pins", "tmp")) {
            Files.writeString(copy.resolve(directory).resolve("notes.txt"), "of somebody else");
        }
        assertThat(audit(copy).isWhole()).isTrue();
        Path last = files(copy, "batches").stream()
                .filter(file -> file.toString().endsWith(".batch"))
                .reduce((before, after) -> after)
                .orElseThrow();
        Path next = copy.resolve(FileNames.batch(audit(copy).head() + 1));
        Files.copy(last, next);
        assertThat(damaged(audit(copy))).containsExactly(name(copy, next));
    }

    /**
     * Every byte of it is right by its own checksums; only the digest that the next batch holds tells that it is another. The
     * newest that both have: older ones may have been given up.
     */
    @Test
    void findsABatchOfAnotherHistory() throws Exception {
        Path copy = copy();
        Path other = InspectedJob.checkpoint(Files.createDirectories(directory.resolve("other")), 40);
        List<Path> batches = files(copy, "batches");
        Path victim = batches.subList(0, batches.size() - 1).stream()
                .filter(file -> Files.exists(other.resolve(name(copy, file))))
                .reduce((before, last) -> last)
                .orElseThrow();
        Files.copy(other.resolve(name(copy, victim)), victim, StandardCopyOption.REPLACE_EXISTING);
        assertThat(damaged(audit(copy))).contains(name(copy, victim));
    }

    @Test
    void aRunningJobThatPrunesIsNotDamaged() throws Exception {
        try (InspectedJob job = new InspectedJob(directory, 1, 150)) {
            int audits = 0;
            while (job.isRunning()) {
                assertThat(audit(directory.resolve("checkpoint")).problems()).isEmpty();
                audits++;
            }
            assertThat(audits).isGreaterThan(1);
            job.awaitBatches();
        }
    }
}
