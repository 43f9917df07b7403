package io.holdfast.sink.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.codec.Types;
import io.holdfast.common.MalformedBytesException;
import io.holdfast.failure.SinkException;
import io.holdfast.format.Marker;
import io.holdfast.sink.MemoryOutbox;
import io.holdfast.sink.Outbox;
import io.holdfast.sink.OutboxEncoder;
import io.holdfast.sink.SinkContext;
import io.holdfast.storage.DefectiveStorage;
import io.holdfast.storage.FileOperations;
import io.holdfast.storage.StorageOutput;
import io.holdfast.storage.local.LocalFileOperations;
import io.holdfast.testkit.simulation.DeterministicWorkers;
import io.holdfast.testkit.simulation.ManualTime;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Crashes the publication of three batches at every step, then the recovery at every step too, and publishes on as the
 * engine would. After each crash, whatever is visible must be whole, everything up to the marker must be there, and at
 * the end each batch must be there once with exactly its records.
 *
 * <p>Fault model: the process ends between or within operations; or power is lost, and of what was not synced nothing
 * or any part survives. Each planted defect below must be caught.
 */
public abstract class FileSinkCrashContract {

    private static final UnaryOperator<FileOperations> SOUND = files -> files;

    private final List<Outbox> outboxes = new ArrayList<>();
    private long crashes;

    private enum Fault {
        PROCESS_ENDS,
        POWER_LOST,
        POWER_LOST_IN_PART,
        PROCESS_ENDS_THEN_POWER_LOST_IN_PART
    }

    /** The records of each batch are these three, encoded, with the batch in the place of {@code %d}. */
    protected static final List<String> RECORDS = List.of("first of %d", "", "last of %d");

    protected abstract BatchWriter writer();

    protected abstract OutboxEncoder<String> encoder();

    /** After each first crash, every so manieth step is tried for the second one. */
    protected int secondCrashes() {
        return 1;
    }

    /** Checks the files of a batch besides its manifest, which says that they have so many bytes. */
    protected abstract void checkFiles(FileOperations disk, String batch, List<String> records, long bytes)
            throws Exception;

    private void encodeRecords() throws Exception {
        for (long batch : List.of(3, 4, 7)) {
            outboxes.add(
                    MemoryOutbox.encoded("tl", batch, encoder(), records(batch).toArray(String[]::new)));
        }
    }

    private static List<String> records(long batch) {
        return RECORDS.stream().map(record -> record.formatted(batch)).toList();
    }

    private BatchDirectoryPublisher publisher(FileOperations files) {
        return new BatchDirectoryPublisher(context(new ManualTime()), writer(), files);
    }

    /** What the engine gives to a sink. */
    public static SinkContext context(ManualTime time) {
        return new SinkContext(
                "job", "id", "tl", "out", Types.builder().build(), new DeterministicWorkers(1, time), time);
    }

    /** What the engine does from a start on: recovers, then publishes the rest, two batches at a time where it can. */
    private void publishTheRest(FileOperations files) throws Exception {
        BatchDirectoryPublisher publisher = publisher(files);
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
    private boolean crashed(UnaryOperator<FileOperations> defect, FileOperations disk, long crashAt) throws Exception {
        try {
            publishTheRest(defect.apply(new CrashingFiles(disk, crashAt)));
            return false;
        } catch (CrashingFiles.Crash e) {
            crashes++;
            return true;
        }
    }

    private void crashEverywhere(UnaryOperator<FileOperations> defect) throws Exception {
        encodeRecords();
        for (Fault fault : Fault.values()) {
            boolean crashed = true;
            for (long first = 0; crashed; first++) {
                crashed = false;
                for (long second = first % secondCrashes(); ; second += secondCrashes()) {
                    SimulatedDisk disk = new SimulatedDisk();
                    SplittableRandom random = new SplittableRandom(first * 1000 + second);
                    crashed = crashed(defect, disk, first);
                    fault(disk, fault, 1, random);
                    checkVisible(disk);
                    boolean again = crashed(defect, disk, second);
                    fault(disk, fault, 2, random);
                    checkVisible(disk);
                    publishTheRest(disk);
                    checkComplete(disk);
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

    private void checkVisible(FileOperations disk) throws Exception {
        if (!disk.exists("")) {
            return;
        }
        for (Outbox outbox : outboxes) {
            String name = FileNames.batch("tl", outbox.batch());
            if (disk.exists(name)) {
                checkBatch(disk, name, outbox);
            } else if (disk.exists(FileNames.MARKER)) {
                byte[] marker = disk.read(FileNames.MARKER, 1000);
                assertThat(PublishedBatch.parse(marker).marker().batch())
                        .as("marker")
                        .isLessThan(outbox.batch());
            }
        }
    }

    private void checkBatch(FileOperations disk, String batch, Outbox outbox) throws Exception {
        assertThat(disk.list(batch)).as("files of " + batch).contains(FileNames.MANIFEST);
        PublishedBatch manifest = PublishedBatch.parse(disk.read(batch + "/_manifest", 1000));
        assertThat(manifest.marker()).isEqualTo(outbox.marker(3));
        checkFiles(disk, batch, records(outbox.batch()), manifest.bytes());
    }

    private void checkComplete(FileOperations disk) throws Exception {
        checkVisible(disk);
        List<String> expected = new ArrayList<>(List.of("_marker"));
        outboxes.forEach(outbox -> expected.add(FileNames.batch("tl", outbox.batch())));
        assertThat(disk.list("")).containsExactlyInAnyOrderElementsOf(expected);
        Marker marker = PublishedBatch.parse(disk.read("_marker", 1000)).marker();
        assertThat(marker).isEqualTo(outboxes.get(2).marker(3));
    }

    @Test
    void publishesEachBatchOnceWhereverItCrashes() throws Exception {
        crashEverywhere(SOUND);

        assertThat(crashes).isGreaterThan(2_000);
    }

    @Test
    void publishesEachBatchOnceOnARealFileSystemWhereverItCrashes(@TempDir Path root) throws Exception {
        crashOnce(step -> new LocalFileOperations(root.resolve("step" + step).resolve("out")));
    }

    /** Crashes at every step, each time in another directory of a real file system. */
    public final void crashOnce(LongFunction<FileOperations> directories) throws Exception {
        encodeRecords();
        boolean crashed = true;
        for (long step = 0; crashed; step++) {
            FileOperations disk = directories.apply(step);
            crashed = crashed(SOUND, disk, step);
            checkVisible(disk);
            publishTheRest(disk);
            checkComplete(disk);
        }
        assertThat(crashes).isGreaterThan(40);
    }

    @Test
    void isCaughtWhenTheMarkerIsReplacedBeforeTheBatchIsRenamed() {
        assertCaught(files -> new DefectiveFiles(files) {
            private final List<String> delayed = new ArrayList<>();

            @Override
            public void renameDirectory(String from, String to) {
                delayed.add(from);
                delayed.add(to);
            }

            @Override
            public void replaceFile(String from, String to) throws IOException {
                files.replaceFile(from, to);
                for (int i = 0; i < delayed.size(); i += 2) {
                    files.renameDirectory(delayed.get(i), delayed.get(i + 1));
                }
                delayed.clear();
            }
        });
    }

    @Test
    void isCaughtWhenADirectoryIsRenamedPieceByPiece() {
        assertCaught(files -> new DefectiveFiles(files) {
            @Override
            public void renameDirectory(String from, String to) throws IOException {
                files.createDirectory(to);
                for (String name : files.list(from)) {
                    files.replaceFile(from + "/" + name, to + "/" + name);
                }
                files.deleteTree(from);
            }
        });
    }

    @Test
    void isCaughtWhenFilesAreNotSynced() {
        assertCaught(files -> new DefectiveFiles(files) {
            @Override
            public StorageOutput create(String file) throws IOException {
                return DefectiveStorage.unsynced(files.create(file));
            }
        });
    }

    @Test
    void isCaughtWhenStagedDirectoriesAreNotSynced() {
        assertCaught(files -> new DefectiveFiles(files) {
            @Override
            public void syncDirectory(String directory) throws IOException {
                if (directory.isEmpty()) {
                    files.syncDirectory(directory);
                }
            }
        });
    }

    @Test
    void isCaughtWhenTheTargetDirectoryIsNotSynced() {
        assertCaught(files -> new DefectiveFiles(files) {
            @Override
            public void syncDirectory(String directory) throws IOException {
                if (!directory.isEmpty()) {
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
