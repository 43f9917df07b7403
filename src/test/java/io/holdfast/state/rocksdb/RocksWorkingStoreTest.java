package io.holdfast.state.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.holdfast.failure.CorruptCheckpointException;
import io.holdfast.failure.HoldfastException;
import io.holdfast.failure.StorageException;
import io.holdfast.state.WorkingStore;
import io.holdfast.state.WorkingStoreContract;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.DBOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

class RocksWorkingStoreTest extends WorkingStoreContract {

    private static final List<String> SPACES = List.of("first", "second");

    private final RocksWorkingStores stores = new RocksWorkingStores(8 << 20);

    @Override
    protected WorkingStore.Factory stores() {
        return stores;
    }

    @AfterEach
    void closeStores() {
        stores.close();
    }

    /** Planted defect: health is not looked at. */
    @Test
    void aFailedFlushInTheBackgroundIsReported(@TempDir Path parent) throws Exception {
        try (WorkingStore store = open(parent, "store")) {
            deleteFiles(parent.resolve("store"));
            byte[] value = new byte[(int) RocksWorkingStores.WRITE_BUFFERS_BYTES];
            new Random(1).nextBytes(value);
            store.stagePut(0, bytes("fills the memory for writes"), value);
            store.apply();
            put(store, 0, "begins a new one", "");
            assertThatThrownBy(() -> await().until(() -> {
                        store.checkHealth();
                        return false;
                    }))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("RocksDB in " + parent.resolve("store"));
            assertThatThrownBy(() -> store.checkpoint(parent.resolve("checkpoint")))
                    .isInstanceOf(StorageException.class);
        }
    }

    private static void deleteFiles(Path directory) throws Exception {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }

    /** Planted defect: the status of an iterator at its end is not looked at. */
    @Test
    void aDamagedTableFileIsReportedWhenItIsRead(@TempDir Path parent) throws Exception {
        Path checkpoint = filled(parent);
        damageTables(checkpoint);
        try (WorkingStore copy = reopen(checkpoint, parent, List.of("first", "second"))) {
            assertThatThrownBy(() -> readAll(copy)).isInstanceOf(CorruptCheckpointException.class);
            assertThatThrownBy(() -> copy.get(0, bytes("key0"))).isInstanceOf(CorruptCheckpointException.class);
        }
    }

    /** Seen to fail with {@code multiGetAsList}, which gives null for a key whose block cannot be read. */
    @Test
    void aKeyInADamagedTableIsNeverTakenForAbsent(@TempDir Path parent) throws Exception {
        Path checkpoint = filled(parent);
        Path table = tables(checkpoint).get(0);
        byte[] intact = Files.readAllBytes(table);
        int refused = 0;
        for (int offset = 0; offset < intact.length; offset += intact.length / 50) {
            byte[] flipped = intact.clone();
            flipped[offset] ^= 1;
            replace(table, flipped);
            refused += readsTogether(checkpoint, parent.resolve("flipped-" + offset)) ? 0 : 1;
        }
        assertThat(refused).isPositive();
        replace(table, intact);
        assertThat(readsTogether(checkpoint, parent.resolve("intact"))).isTrue();
    }

    /** Whether it reads all; what it reads is right. */
    private boolean readsTogether(Path checkpoint, Path parent) throws Exception {
        try (WorkingStore copy = reopen(checkpoint, Files.createDirectory(parent), List.of("first", "second"))) {
            List<Integer> numbers = IntStream.range(0, 2000).boxed().toList();
            List<byte @Nullable []> found = copy.getAll(
                    0, numbers.stream().map(number -> bytes("key" + number)).toList());
            assertThat(found)
                    .containsExactlyElementsOf(numbers.stream()
                            .map(number -> bytes("value" + number))
                            .toList());
            return true;
        } catch (CorruptCheckpointException damaged) {
            return false;
        }
    }

    /** Both may tell of the failure, and need not. */
    private static void flushAndCompact(WorkingStore store, Path checkpoint) {
        assertThatThrownBy(() -> {
                    store.checkpoint(checkpoint);
                    await().until(() -> {
                        store.checkHealth();
                        return false;
                    });
                })
                .isInstanceOf(CorruptCheckpointException.class);
    }

    /** The checkpoint of a store. */
    private Path filled(Path parent) throws Exception {
        Path checkpoint = parent.resolve("checkpoint");
        try (WorkingStore store = open(parent, "store")) {
            fill(store);
            store.checkpoint(checkpoint);
        }
        return checkpoint;
    }

    private static void fill(WorkingStore store) {
        for (int i = 0; i < 2000; i++) {
            store.stagePut(0, bytes("key" + i), bytes("value" + i));
        }
        store.apply();
    }

    /** Seen to fail, with advice about the disk, when only the room was looked at; mutant: a full disk is not looked at first. */
    @Test
    void aDamagedTableThatOnlyTheBackgroundHasMetIsNamed(@TempDir Path parent) throws Exception {
        Path checkpoint = filled(parent);
        assertThat(inBackground(checkpoint)).isExactlyInstanceOf(StorageException.class);
        damageTables(checkpoint);
        assertThat(inBackground(checkpoint))
                .isInstanceOf(CorruptCheckpointException.class)
                .hasMessageContainingAll(checkpoint.toString(), ".sst");
        assertThat(inBackground(checkpoint, Path.of("/proc"))).hasMessageContaining("No space left on device?");
    }

    private static HoldfastException inBackground(Path directory) throws RocksDBException {
        return inBackground(directory, directory);
    }

    private static HoldfastException inBackground(Path directory, Path disk) throws RocksDBException {
        List<ColumnFamilyHandle> spaces = new ArrayList<>();
        List<ColumnFamilyDescriptor> names = new ArrayList<>();
        try (Options options = new Options()) {
            for (byte[] name : RocksDB.listColumnFamilies(options, directory.toString())) {
                names.add(new ColumnFamilyDescriptor(name));
            }
        }
        try (RocksDB database = RocksDB.openReadOnly(directory.toString(), names, spaces)) {
            return RocksFailure.inBackground(1, disk, database);
        }
    }

    /** In files of their own, if they were links. */
    private static void damageTables(Path directory) throws Exception {
        for (Path file : tables(directory)) {
            replace(file, damaged(file));
        }
    }

    private static byte[] damaged(Path file) throws Exception {
        byte[] content = Files.readAllBytes(file);
        for (int i = 10; i < 1000; i += 7) {
            content[i] ^= 0x55;
        }
        return content;
    }

    /**
     * Every block of it is right by its own checksums, and so is its length: only the id that RocksDB gives each table tells that it
     * is another, of the same store or of the same name in another. Seen to fail when the message did not name the table.
     */
    @Test
    void aTableInThePlaceOfItsSiblingIsDamage(@TempDir Path parent) throws Exception {
        Path checkpoint = parent.resolve("checkpoint");
        Path foreign = parent.resolve("foreign");
        twoTables(parent, "store", "1", checkpoint);
        twoTables(parent, "other", "2", foreign);
        List<Path> tables = tables(checkpoint);
        byte[] first = Files.readAllBytes(tables.get(0));
        byte[] second = Files.readAllBytes(tables.get(1));
        byte[] sameName = Files.readAllBytes(foreign.resolve(tables.get(0).getFileName()));
        assertThat(second).hasSameSizeAs(first).isNotEqualTo(first);
        assertThat(sameName).hasSameSizeAs(first).isNotEqualTo(first);

        replace(tables.get(0), second);
        replace(tables.get(1), first);
        assertThatThrownBy(() -> reopen(checkpoint, Files.createDirectory(parent.resolve("swapped")), SPACES))
                .isInstanceOf(CorruptCheckpointException.class)
                .message()
                .containsAnyOf(name(tables.get(0)), name(tables.get(1)));
        replace(tables.get(0), sameName);
        replace(tables.get(1), second);
        assertThatThrownBy(() -> reopen(checkpoint, Files.createDirectory(parent.resolve("replaced")), SPACES))
                .isInstanceOf(CorruptCheckpointException.class)
                .hasMessageContaining(name(tables.get(0)));
        replace(tables.get(0), first);
        reopen(checkpoint, parent, SPACES).close();
    }

    /** RocksDB opens the first few tables with the database, and the rest when they are read. */
    @Test
    void soIsOneThatIsOpenedOnlyWhenItIsRead(@TempDir Path parent) throws Exception {
        List<String> spaces =
                IntStream.range(100, 140).mapToObj(Integer::toString).toList();
        Path checkpoint = parent.resolve("checkpoint");
        try (WorkingStore store = stores.open(Files.createDirectory(parent.resolve("store")), spaces)) {
            for (int space = 0; space < spaces.size(); space++) {
                put(store, space, "key", spaces.get(space));
            }
            store.checkpoint(checkpoint);
        }
        List<Path> tables = tables(checkpoint);
        Path last = tables.get(tables.size() - 1);
        Path other = tables.get(tables.size() - 2);
        byte[] content = Files.readAllBytes(last);
        assertThat(Files.size(other)).isEqualTo(content.length);
        replace(last, Files.readAllBytes(other));
        replace(other, content);
        try (WorkingStore copy = reopen(checkpoint, parent, spaces)) {
            assertThat(value(copy, 0, "key")).isEqualTo(spaces.get(0));
            assertThatThrownBy(() -> value(copy, spaces.size() - 1, "key"))
                    .isInstanceOf(CorruptCheckpointException.class)
                    .hasMessageContaining(".sst");
        }
    }

    /** An older and a newer table of one space, of one length. */
    private void twoTables(Path parent, String name, String value, Path checkpoint) throws Exception {
        try (WorkingStore store = open(parent, name)) {
            put(store, 0, "a", value + "older");
            store.checkpoint(parent.resolve("older-" + name));
            put(store, 0, "a", value + "newer");
            store.checkpoint(checkpoint);
        }
        assertThat(tables(checkpoint)).hasSize(2);
    }

    private static List<Path> tables(Path directory) throws Exception {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(path -> path.toString().endsWith(".sst"))
                    .sorted()
                    .toList();
        }
    }

    private static String name(Path file) {
        return file.getFileName().toString();
    }

    private static void replace(Path file, byte[] content) throws Exception {
        Files.delete(file);
        Files.write(file, content);
    }

    private static int readAll(WorkingStore store) {
        int entries = 0;
        try (WorkingStore.Cursor cursor = store.scan(0, new byte[0])) {
            while (cursor.next()) {
                entries++;
            }
        }
        return entries;
    }

    /** What a snapshot stores of these files are copies of its own, whether they are links or not. */
    @Test
    void aCheckpointNeverLinksFilesThatGrow(@TempDir Path parent) throws Exception {
        Path checkpoint = parent.resolve("checkpoint");
        try (WorkingStore store = open(parent, "store")) {
            put(store, 0, "a", "1");
            store.checkpoint(checkpoint);
            for (Path file : growing(checkpoint)) {
                assertThat(Files.getAttribute(file, "unix:nlink"))
                        .as("%s", file)
                        .isEqualTo(1);
            }
        }
    }

    private static List<Path> growing(Path directory) throws Exception {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(path -> !path.toString().endsWith(".sst")
                            && !path.getFileName().toString().startsWith("OPTIONS"))
                    .toList();
        }
    }

    @Test
    void nothingIsWrittenAheadOrFlushedAtClose(@TempDir Path parent) throws Exception {
        try (WorkingStore store = open(parent, "store")) {
            put(store, 0, "a", "1");
        }
        try (WorkingStore again = stores.open(parent.resolve("store"), List.of("first", "second"))) {
            assertThat(value(again, 0, "a")).isNull();
        }
    }

    /**
     * Mutant: a store of which a compaction has failed is not asked for its health before a checkpoint, and another reason is
     * given. Its fourth table makes RocksDB compact, and what the first three held is damaged by then.
     */
    @Test
    void aCompactionThatFailedIsWhyThereIsNoCheckpoint(@TempDir Path parent) throws Exception {
        try (WorkingStore store = open(parent, "store")) {
            for (int table = 0; table < 3; table++) {
                fill(store);
                store.checkpoint(parent.resolve("checkpoint" + table));
            }
            for (Path file : tables(parent.resolve("store"))) {
                Files.write(file, damaged(file));
            }
            fill(store);
            flushAndCompact(store, parent.resolve("checkpoint3"));
            assertThatThrownBy(() -> store.checkpoint(parent.resolve("checkpoint4")))
                    .isInstanceOf(CorruptCheckpointException.class)
                    .hasMessageContaining("flush or compact in the background");
        }
    }

    /** Mutants: the database, its options, or what writes, stay open; the options do when it cannot be opened. */
    @Test
    void aStoreThatIsClosedOrCannotBeOpenedLeavesNothingOpen(@TempDir Path parent) throws Exception {
        Path directory = Files.createDirectory(parent.resolve("store"));
        DBOptions missing = new DBOptions();
        ColumnFamilyOptions unused = new ColumnFamilyOptions();
        assertThatThrownBy(() -> RocksOpening.open(directory, List.of("first"), missing, unused))
                .isInstanceOf(StorageException.class)
                .hasMessageContainingAll(directory.toString(), "could not open");
        assertThat(missing.isOwningHandle() || unused.isOwningHandle()).isFalse();
        for (int opened = 0; opened < 2; opened++) {
            DBOptions options = new DBOptions().setCreateIfMissing(true).setCreateMissingColumnFamilies(true);
            ColumnFamilyOptions each = new ColumnFamilyOptions();
            RocksWorkingStore store = RocksOpening.open(directory, List.of("first"), options, each);
            assertThat(store.batch.isOwningHandle() && store.withoutLog.isOwningHandle())
                    .isTrue();
            store.close();
            assertThat(options.isOwningHandle() || each.isOwningHandle()).isFalse();
            assertThat(store.batch.isOwningHandle() || store.withoutLog.isOwningHandle())
                    .isFalse();
        }
    }

    /** Mutant: what was applied stays staged, and is written again with what comes next. */
    @Test
    void eachWriteIsAppliedOnce(@TempDir Path parent) throws Exception {
        Path checkpoint = parent.resolve("checkpoint");
        try (WorkingStore store = open(parent, "store")) {
            put(store, 0, "a", "1");
            put(store, 0, "b", "1");
            store.checkpoint(checkpoint);
        }
        List<ColumnFamilyDescriptor> spaces = List.of(
                new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY), new ColumnFamilyDescriptor(bytes("first")));
        try (RocksDB database = RocksDB.openReadOnly(checkpoint.toString(), spaces, new ArrayList<>())) {
            assertThat(database.getLatestSequenceNumber()).isEqualTo(2);
        }
    }

    /** Mutants: damage is a failure of the disk; any failure is damage, or one without a status is. */
    @Test
    void damageIsToldFromAFailureOfTheDisk(@TempDir Path directory) {
        for (Status.Code code : List.of(Status.Code.Corruption, Status.Code.IOError)) {
            RocksDBException failure = new RocksDBException("m", new Status(code, Status.SubCode.None, "s"));
            assertThat(RocksFailure.of("read", directory, failure))
                    .isInstanceOf(
                            code == Status.Code.Corruption ? CorruptCheckpointException.class : StorageException.class)
                    .hasMessageContainingAll(directory.toString(), "could not read", "m");
        }
        assertThat(RocksFailure.of("read", directory, new RocksDBException("m")))
                .isInstanceOf(StorageException.class);
    }

    /** Nothing can be written below /proc: it has no byte free. Mutants: a full disk, or one that is gone, is not named. */
    @Test
    void aBackgroundThatFailsForWantOfRoomSaysSo(@TempDir Path directory) throws Exception {
        try (Options options = new Options().setCreateIfMissing(true);
                RocksDB database = RocksDB.open(options, directory.toString())) {
            assertThat(RocksFailure.inBackground(3, directory, database))
                    .hasMessageContaining("failed 3 times")
                    .hasMessageNotContaining("No space");
            assertThat(RocksFailure.inBackground(1, Path.of("/proc"), database))
                    .hasMessageContaining("No space left on device? Its disk has 0 bytes free");
            assertThat(RocksFailure.inBackground(1, directory.resolve("gone"), database))
                    .hasMessageContaining("cannot be looked at");
        }
    }

    /** Mutants: the library stays where it was unpacked, or its directory does. */
    @Test
    void theLibraryLeavesNothingBehind(@TempDir Path parent) throws Exception {
        Path directory = Files.createDirectory(parent.resolve("unpacked"));
        Files.createFile(directory.resolve("library"));
        NativeLibrary.loadFrom(directory);
        assertThat(directory).doesNotExist();
    }
}
