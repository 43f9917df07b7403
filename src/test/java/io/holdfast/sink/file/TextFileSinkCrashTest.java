package io.holdfast.sink.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.common.MalformedBytesException;
import io.holdfast.failure.SinkException;
import io.holdfast.format.Marker;
import io.holdfast.sink.MemoryOutbox;
import io.holdfast.sink.Outbox;
import io.holdfast.sink.SinkContext;
import io.holdfast.testkit.simulation.DeterministicWorkers;
import io.holdfast.testkit.simulation.ManualTime;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Crashes the publication of three batches at every step, then the recovery at every step too, and publishes on as the
 * engine would. After each crash, whatever is visible must be whole, everything up to the marker must be there, and at
 * the end each batch must be there once with exactly its lines.
 *
 * <p>Fault model: the process ends between or within operations; or power is lost, and of what was not synced nothing
 * or any part survives. Each planted defect below must be caught.
 */
class TextFileSinkCrashTest {

    private static final Path DIRECTORY = Path.of("out");
    private static final UnaryOperator<FileOperations> SOUND = files -> files;

    private final List<Outbox> outboxes = new ArrayList<>();
    private long crashes;

    private enum Fault {
        PROCESS_ENDS,
        POWER_LOST,
        POWER_LOST_IN_PART,
        PROCESS_ENDS_THEN_POWER_LOST_IN_PART
    }

    TextFileSinkCrashTest() throws Exception {
        LineEncoder<String> encoder = new LineEncoder<>("lines", String::valueOf);
        for (long batch : List.of(3, 4, 7)) {
            outboxes.add(MemoryOutbox.encoded("tl", batch, encoder, "first of " + batch, "", "last of " + batch));
        }
    }

    private static TextFilePublisher publisher(FileOperations files, Path directory) {
        ManualTime time = new ManualTime();
        return new TextFilePublisher(context(time), directory, ".txt", files);
    }

    @SuppressWarnings("NullAway") // this sink does not use types
    static SinkContext context(ManualTime time) {
        return new SinkContext("job", "id", "tl", "lines", null, new DeterministicWorkers(1, time), time);
    }

    /** What the engine does from a start on: recovers, then publishes the rest, two batches at a time where it can. */
    private void publishTheRest(FileOperations files, Path directory) throws Exception {
        TextFilePublisher publisher = publisher(files, directory);
        @Nullable Marker marker = publisher.recover();
        List<Outbox> rest = new ArrayList<>(outboxes);
        if (marker != null) {
            assertThat(rest).anyMatch(outbox -> outbox.marker(outbox.records()).equals(marker));
            rest.removeIf(outbox -> outbox.batch() <= marker.batch());
        }
        for (int i = 0; i < rest.size(); i += 2) {
            publisher.publish(rest.subList(i, Math.min(i + 2, rest.size())), 0);
        }
    }

    /** Runs until the crash; returns whether there was one. */
    private boolean crashed(UnaryOperator<FileOperations> defect, FileOperations disk, Path directory, long crashAt)
            throws Exception {
        try {
            publishTheRest(defect.apply(new CrashingFiles(disk, crashAt)), directory);
            return false;
        } catch (CrashingFiles.Crash e) {
            crashes++;
            return true;
        }
    }

    private void crashEverywhere(UnaryOperator<FileOperations> defect) throws Exception {
        for (Fault fault : Fault.values()) {
            boolean crashed = true;
            for (long first = 0; crashed; first++) {
                crashed = false;
                for (long second = 0; ; second++) {
                    SimulatedDisk disk = new SimulatedDisk();
                    SplittableRandom random = new SplittableRandom(first * 1000 + second);
                    crashed = crashed(defect, disk, DIRECTORY, first);
                    fault(disk, fault, 1, random);
                    checkVisible(disk, DIRECTORY);
                    boolean again = crashed(defect, disk, DIRECTORY, second);
                    fault(disk, fault, 2, random);
                    checkVisible(disk, DIRECTORY);
                    publishTheRest(disk, DIRECTORY);
                    checkComplete(disk, DIRECTORY);
                    if (!again) {
                        break;
                    }
                }
            }
        }
    }

    private static void fault(SimulatedDisk disk, Fault fault, int crash, SplittableRandom random) {
        switch (fault) {
            case PROCESS_ENDS -> {}
            case POWER_LOST -> disk.losePower(null);
            case POWER_LOST_IN_PART -> disk.losePower(random);
            case PROCESS_ENDS_THEN_POWER_LOST_IN_PART -> {
                if (crash == 2) {
                    disk.losePower(random);
                }
            }
        }
    }

    private void checkVisible(FileOperations disk, Path directory) throws IOException {
        if (!disk.exists(directory)) {
            return;
        }
        for (Outbox outbox : outboxes) {
            String name = FileNames.batch("tl", outbox.batch());
            if (disk.exists(directory.resolve(name))) {
                checkBatch(disk, directory.resolve(name), outbox);
            } else if (disk.exists(directory.resolve(FileNames.MARKER))) {
                byte[] marker = disk.read(directory.resolve(FileNames.MARKER), 1000);
                assertThat(PublishedBatch.parse(marker).marker().batch())
                        .as("marker")
                        .isLessThan(outbox.batch());
            }
        }
    }

    private static void checkBatch(FileOperations disk, Path batch, Outbox outbox) throws IOException {
        assertThat(disk.list(batch)).as("files of " + batch).containsExactlyInAnyOrder("part-00000.txt", "_manifest");
        String lines = new String(disk.read(batch.resolve("part-00000.txt"), 1000), StandardCharsets.UTF_8);
        assertThat(lines).isEqualTo("first of %1$d\n\nlast of %1$d\n".formatted(outbox.batch()));
        PublishedBatch manifest = PublishedBatch.parse(disk.read(batch.resolve("_manifest"), 1000));
        assertThat(manifest.marker()).isEqualTo(outbox.marker(3));
        assertThat(manifest.bytes()).isEqualTo(lines.length());
    }

    private void checkComplete(FileOperations disk, Path directory) throws IOException {
        checkVisible(disk, directory);
        List<String> expected = new ArrayList<>(List.of("_marker"));
        outboxes.forEach(outbox -> expected.add(FileNames.batch("tl", outbox.batch())));
        assertThat(disk.list(directory)).containsExactlyInAnyOrderElementsOf(expected);
        Marker marker = PublishedBatch.parse(disk.read(directory.resolve("_marker"), 1000))
                .marker();
        assertThat(marker).isEqualTo(outboxes.get(2).marker(3));
    }

    @Test
    void publishesEachBatchOnceWhereverItCrashes() throws Exception {
        crashEverywhere(SOUND);

        assertThat(crashes).isGreaterThan(2_000);
    }

    @Test
    void publishesEachBatchOnceOnARealFileSystemWhereverItCrashes(@TempDir Path root) throws Exception {
        LocalFileOperations disk = new LocalFileOperations();
        boolean crashed = true;
        for (long step = 0; crashed; step++) {
            Path directory = Files.createDirectory(root.resolve("step" + step)).resolve("out");
            crashed = crashed(SOUND, disk, directory, step);
            checkVisible(disk, directory);
            publishTheRest(disk, directory);
            checkComplete(disk, directory);
        }
        assertThat(crashes).isGreaterThan(40);
    }

    @Test
    void isCaughtWhenTheMarkerIsReplacedBeforeTheBatchIsRenamed() {
        assertCaught(files -> new DefectiveFiles(files) {
            private final List<Path> delayed = new ArrayList<>();

            @Override
            public void rename(Path from, Path to) throws IOException {
                if (!to.endsWith(FileNames.MARKER)) {
                    delayed.add(from);
                    delayed.add(to);
                    return;
                }
                files.rename(from, to);
                for (int i = 0; i < delayed.size(); i += 2) {
                    files.rename(delayed.get(i), delayed.get(i + 1));
                }
                delayed.clear();
            }
        });
    }

    @Test
    void isCaughtWhenADirectoryIsRenamedPieceByPiece() {
        assertCaught(files -> new DefectiveFiles(files) {
            @Override
            public void rename(Path from, Path to) throws IOException {
                if (to.endsWith(FileNames.MARKER)) {
                    files.rename(from, to);
                    return;
                }
                files.createDirectory(to);
                for (String name : files.list(from)) {
                    files.rename(from.resolve(name), to.resolve(name));
                }
                files.deleteTree(from);
            }
        });
    }

    @Test
    void isCaughtWhenFilesAreNotSynced() {
        assertCaught(files -> new DefectiveFiles(files) {
            @Override
            public Output create(Path file) throws IOException {
                Output output = files.create(file);
                return new Output() {
                    @Override
                    public void write(byte[] bytes, int offset, int length) throws IOException {
                        output.write(bytes, offset, length);
                    }

                    @Override
                    public void sync() {}

                    @Override
                    public void close() throws IOException {
                        output.close();
                    }
                };
            }
        });
    }

    @Test
    void isCaughtWhenStagedDirectoriesAreNotSynced() {
        assertCaught(files -> new DefectiveFiles(files) {
            @Override
            public void syncDirectory(Path directory) throws IOException {
                if (directory.equals(DIRECTORY)) {
                    files.syncDirectory(directory);
                }
            }
        });
    }

    @Test
    void isCaughtWhenTheTargetDirectoryIsNotSynced() {
        assertCaught(files -> new DefectiveFiles(files) {
            @Override
            public void syncDirectory(Path directory) throws IOException {
                if (!directory.equals(DIRECTORY)) {
                    files.syncDirectory(directory);
                }
            }
        });
    }

    private void assertCaught(UnaryOperator<FileOperations> defect) {
        assertThatThrownBy(() -> crashEverywhere(defect))
                .isInstanceOfAny(AssertionError.class, SinkException.class, MalformedBytesException.class);
    }
}
