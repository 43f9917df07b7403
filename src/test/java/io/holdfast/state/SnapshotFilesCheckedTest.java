package io.holdfast.state;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.common.Digest;
import io.holdfast.failure.CorruptCheckpointException;
import io.holdfast.format.SnapshotDescriptor;
import io.holdfast.format.SnapshotDescriptor.SnapshotFile;
import io.holdfast.state.rocksdb.RocksWorkingStores;
import io.holdfast.testkit.simulation.InMemoryWorkingStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A shard opens from a snapshot only if it is exactly the one that the manifest means. */
class SnapshotFilesCheckedTest {

    private static final int KEYS = 4096;

    /** Properties, index and footer. */
    private static final int TABLE_END = 1400;

    private final Path directory;
    private final History history;
    private final Digest digest;
    private final SnapshotDescriptor right;

    SnapshotFilesCheckedTest(@TempDir Path directory) {
        this.directory = directory;
        history = new History(
                directory,
                List.of("o"),
                new InMemoryWorkingStore.Factory(),
                new ShardSetup.Options(1 << 20, 2 * ReplayLedger.BATCH_BYTES),
                step -> {});
        try (Shard shard = history.open()) {
            runThroughSnapshots(history, shard, 0);
        }
        digest = requireNonNull(
                requireNonNull(history.batches.get(2L)).progress().snapshot());
        right = history.snapshots.read(digest);
    }

    /** Keys in every key group. */
    private static void runThroughSnapshots(History history, Shard shard, int firstBatch) {
        for (int batch = firstBatch; batch < firstBatch + 3; batch++) {
            shard.beginBatch(batch);
            StateTable table = shard.table("o");
            for (int i = 0; i < KEYS; i++) {
                byte[] key = {(byte) i, (byte) (i >> 8)};
                table.put(table.find(key, 0, 2, KeyGroups.hash(key, 0, 2)), "v" + batch, StateTable.NO_DEADLINE);
            }
            history.commit(shard, batch, shard.endBatch());
            history.workers.runAll();
        }
    }

    private void isRefused(SnapshotDescriptor wrong) {
        history.snapshots.replace(digest, wrong);
        assertThatThrownBy(history::open)
                .isInstanceOf(CorruptCheckpointException.class)
                .hasMessageContainingAll(digest.hex(), "not the one the manifest means");
    }

    /** Planted defects: job, shard, either key group, or X is not compared. */
    @Test
    void eachThingThatTheManifestSaysOfItMustBeSo() {
        List<SnapshotFile> files = right.files();
        long through = right.through();
        long dirty = right.dirtyThrough();
        isRefused(new SnapshotDescriptor("other job", 0, 0, 256, through, dirty, files));
        isRefused(new SnapshotDescriptor("job", 1, 0, 256, through, dirty, files));
        isRefused(new SnapshotDescriptor("job", 0, 1, 256, through, dirty, files));
        isRefused(new SnapshotDescriptor("job", 0, 0, 255, through, dirty, files));
        isRefused(new SnapshotDescriptor("job", 0, 0, 256, through - 1, dirty, files));
        history.snapshots.replace(digest, right);
        history.open().close();
    }

    /** Mutant of {@link Checksums}: what was expected and found is not said. */
    @Test
    void aFileOfOtherBytesIsDamageThatTellsBothChecksums() {
        SnapshotFile first = right.files().stream()
                .filter(file -> !SnapshotUpload.isImmutable(file.name()))
                .findFirst()
                .orElseThrow();
        List<SnapshotFile> files = new ArrayList<>(right.files());
        files.set(files.indexOf(first), new SnapshotFile(first.name(), first.storedName(), first.length(), 0xbad));
        history.snapshots.replace(
                digest, new SnapshotDescriptor("job", 0, 0, 256, right.through(), right.dirtyThrough(), files));
        assertThatThrownBy(history::open)
                .isInstanceOf(CorruptCheckpointException.class)
                .hasMessageContainingAll(
                        "expected " + first.length() + " bytes with CRC32C 00000bad",
                        "found " + first.length() + " bytes with CRC32C "
                                + HexFormat.of().toHexDigits(first.crc32c()));
    }

    /**
     * RocksDB reads the end of each table when it opens, and may blame its own list of tables for what it finds there. Planted
     * defect: what it says is passed on.
     */
    @Test
    void aTableThatCannotBeOpenedIsTheFileToBlame(@TempDir Path parent) throws Exception {
        try (RocksWorkingStores stores = new RocksWorkingStores(1 << 20)) {
            History real = new History(
                    parent,
                    List.of("o"),
                    stores,
                    new ShardSetup.Options(1 << 20, 2 * ReplayLedger.BATCH_BYTES),
                    step -> {});
            try (Shard shard = real.open()) {
                runThroughSnapshots(real, shard, 0);
            }
            Path table = real.snapshots.path(tableOf(
                    requireNonNull(
                            requireNonNull(real.batches.get(2L)).progress().snapshot()),
                    real));
            byte[] content = Files.readAllBytes(table);
            int refused = 0;
            for (int at = content.length - TABLE_END; at < content.length; at += 7) {
                byte[] damaged = content.clone();
                damaged[at] ^= 1;
                Files.delete(table);
                Files.write(table, damaged);
                try {
                    real.open().close();
                } catch (CorruptCheckpointException e) {
                    assertThat(e).as("byte %s", at).hasMessageContainingAll(table.toString(), "expected", "found");
                    refused++;
                }
            }
            assertThat(refused).isGreaterThan(TABLE_END / 7 / 2);
        }
    }

    private static String tableOf(Digest snapshot, History history) {
        return history.snapshots.read(snapshot).files().stream()
                .filter(file -> SnapshotUpload.isImmutable(file.name()))
                .map(SnapshotFile::storedName)
                .findFirst()
                .orElseThrow();
    }

    /** Planted defect: whatever the descriptor calls a file is where it is written to. */
    @Test
    void aFileIsNeverTakenOutOfTheWorkingDirectory() {
        List<SnapshotFile> files = new ArrayList<>(right.files());
        SnapshotFile first = files.get(0);
        files.set(0, new SnapshotFile("../escaped", first.storedName(), first.length(), first.crc32c()));
        history.snapshots.replace(
                digest, new SnapshotDescriptor("job", 0, 0, 256, right.through(), right.dirtyThrough(), files));
        assertThatThrownBy(history::open)
                .isInstanceOf(CorruptCheckpointException.class)
                .hasMessageContaining("'../escaped' is not a plain file name");
        assertThat(directory).isDirectoryNotContaining(path -> path.endsWith("escaped"));
    }

    /** Planted defects: copies are left beside what was taken out; what a snapshot was copied to stays. */
    @Test
    void theWorkingDirectoryHoldsTheFilesOfTheSnapshotAndNothingElse() throws Exception {
        Set<String> wanted =
                right.files().stream().map(SnapshotFile::name).collect(Collectors.toCollection(TreeSet::new));
        Set<String> found = new TreeSet<>();
        Path target = Files.createDirectory(directory.resolve("target"));
        new SnapshotDownload(
                        history.setup(0, 0, 256, List.of("o")),
                        requireNonNull(history.batches.get(2L)).progress(),
                        digest,
                        target)
                .run();
        try (Stream<Path> files = Files.list(target)) {
            files.forEach(file -> found.add(file.getFileName().toString()));
        }
        assertThat(found).isEqualTo(wanted);
        try (Shard shard = history.open()) {
            runThroughSnapshots(history, shard, 3);
            assertThat(requireNonNull(history.batches.get(5L)).progress().snapshot())
                    .isNotEqualTo(digest);
            try (Stream<Path> work = Files.walk(directory)) {
                assertThat(work.map(path -> path.getFileName().toString()))
                        .noneMatch(name -> name.startsWith("snapshot-"));
            }
        }
    }

    /** Planted defects: all key groups are copied; those from the first on; one too many; the directory of the copy stays. */
    @Test
    void aShardTakesItsOwnKeyGroupsOnlyAndLeavesNoCopyBehind() throws Exception {
        int keys = 0;
        for (int from = 0; from < 256; from += 64) {
            try (Shard part = history.open(from / 64, from, from + 64, List.of("o"));
                    Stream<Path> work = Files.walk(directory)) {
                int until = from + 64;
                int first = from;
                int[] seen = {0};
                part.table("o").forEach(entry -> {
                    seen[0]++;
                    assertThat(KeyGroups.group(KeyGroups.hash(entry.key(), 0, entry.key().length)))
                            .isBetween(first, until - 1);
                });
                assertThat(part.table("o").keys()).isEqualTo(seen[0]);
                assertThat(work.map(path -> path.getFileName().toString()))
                        .noneMatch(name -> name.startsWith("import-"));
                keys += seen[0];
            }
        }
        assertThat(keys).isEqualTo(KEYS);
    }

    @Test
    void aWorkingDirectoryThatIsThereAlreadyIsRefusedAndLeftAlone() throws Exception {
        Path taken = Files.createDirectory(directory.resolve("work-1"));
        Files.writeString(taken.resolve("mine"), "x", StandardCharsets.UTF_8);
        assertThatThrownBy(history::open).hasMessageContainingAll("shard 0", taken.toString(), "must not exist yet");
        assertThat(taken.resolve("mine")).exists();
    }
}
