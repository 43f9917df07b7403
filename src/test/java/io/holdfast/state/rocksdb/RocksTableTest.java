package io.holdfast.state.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.failure.StorageException;
import io.holdfast.state.WorkingStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.DBOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksIterator;
import org.rocksdb.RocksObject;

/** A space of a snapshot that is only read. Each test names the mutants of {@link RocksTable}. */
class RocksTableTest {

    @TempDir
    Path parent;

    private Path snapshot = Path.of("");

    @BeforeEach
    void makeSnapshot() {
        snapshot = parent.resolve("snapshot");
        try (RocksWorkingStores stores = new RocksWorkingStores(1 << 20);
                WorkingStore store = stores.open(parent.resolve("store"), List.of("first", "second"))) {
            store.stagePut(0, bytes("a"), bytes("of another space"));
            store.stagePut(1, bytes("b"), bytes("2"));
            store.stagePut(1, bytes("a"), bytes("1"));
            store.apply();
            store.checkpoint(snapshot);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Mutants: nothing is found, or what another space holds; a scan begins nowhere. */
    @Test
    void aSpaceIsReadByKeyAndFromItsFirst() {
        try (RocksTable table = RocksTable.open(snapshot, "second").orElseThrow()) {
            assertThat(table.get(bytes("b"))).isEqualTo(bytes("2"));
            assertThat(table.get(bytes("c"))).isNull();
            List<String> found = new ArrayList<>();
            try (WorkingStore.Cursor cursor = table.scan()) {
                while (cursor.next()) {
                    found.add(new String(cursor.key(), StandardCharsets.UTF_8)
                            + new String(cursor.value(), StandardCharsets.UTF_8));
                }
            }
            assertThat(found).containsExactly("a1", "b2");
        }
    }

    /** Mutants: any store has any space, or none. */
    @Test
    void aSpaceThatAStoreDoesNotHaveIsEmpty() {
        assertThat(RocksTable.open(snapshot, "third")).isEmpty();
    }

    /** RocksDB lists nothing then. Mutant: a snapshot that cannot be read is one that lacks the operator. */
    @Test
    void aStoreThatCannotBeReadIsNotAnEmptyOne() throws Exception {
        Path empty = Files.createDirectory(parent.resolve("empty"));
        assertThatThrownBy(() -> RocksTable.open(empty, "second"))
                .isInstanceOf(StorageException.class)
                .hasMessageContainingAll(empty.toString(), "has no spaces");
    }

    /** Mutant: the database, or what it was opened with, stays. */
    @Test
    void closingFreesWhatWasOpened() {
        RocksTable table = RocksTable.open(snapshot, "second").orElseThrow();
        assertThat(table.opened).hasSize(4).allMatch(RocksObject::isOwningHandle);
        table.close();
        assertThat(table.opened).noneMatch(RocksObject::isOwningHandle);
    }

    /** Mutants: the options stay when it cannot be opened. */
    @Test
    void anOpeningThatFailsFreesTheOptions() throws Exception {
        Path empty = Files.createDirectory(parent.resolve("empty"));
        DBOptions options = new DBOptions();
        ColumnFamilyOptions spaceOptions = new ColumnFamilyOptions();
        assertThatThrownBy(() -> RocksTable.open(empty, bytes("second"), options, spaceOptions))
                .isInstanceOf(StorageException.class)
                .hasMessageContainingAll(empty.toString(), "open to read");
        assertThat(options.isOwningHandle() || spaceOptions.isOwningHandle()).isFalse();
    }

    /** Mutant of {@link RocksCursor}: the iterator stays, and keeps files that were deleted. */
    @Test
    void aCursorThatIsClosedFreesItsIterator(@TempDir Path directory) throws Exception {
        try (Options options = new Options().setCreateIfMissing(true);
                RocksDB database = RocksDB.open(options, directory.toString())) {
            RocksIterator iterator = database.newIterator();
            new RocksCursor(iterator, directory).close();
            assertThat(iterator.isOwningHandle()).isFalse();
        }
    }
}
