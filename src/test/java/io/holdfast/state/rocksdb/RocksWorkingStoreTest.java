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
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

class RocksWorkingStoreTest extends WorkingStoreContract {

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
        Path checkpoint = parent.resolve("checkpoint");
        try (WorkingStore store = open(parent, "store")) {
            for (int i = 0; i < 2000; i++) {
                store.stagePut(0, bytes("key" + i), bytes("value" + i));
            }
            store.apply();
            store.checkpoint(checkpoint);
        }
        damageTables(checkpoint);
        try (WorkingStore copy = reopen(checkpoint, parent, List.of("first", "second"))) {
            assertThatThrownBy(() -> readAll(copy)).isInstanceOf(CorruptCheckpointException.class);
            assertThatThrownBy(() -> copy.get(0, bytes("key0"))).isInstanceOf(CorruptCheckpointException.class);
        }
    }

    /** Seen to fail, with advice about the disk, when only the room was looked at. */
    @Test
    void aDamagedTableThatOnlyTheBackgroundHasMetIsNamed(@TempDir Path parent) throws Exception {
        Path checkpoint = parent.resolve("checkpoint");
        try (WorkingStore store = open(parent, "store")) {
            for (int i = 0; i < 2000; i++) {
                store.stagePut(0, bytes("key" + i), bytes("value" + i));
            }
            store.apply();
            store.checkpoint(checkpoint);
        }
        assertThat(inBackground(checkpoint)).isExactlyInstanceOf(StorageException.class);
        damageTables(checkpoint);
        assertThat(inBackground(checkpoint))
                .isInstanceOf(CorruptCheckpointException.class)
                .hasMessageContainingAll(checkpoint.toString(), ".sst");
    }

    private static HoldfastException inBackground(Path directory) throws RocksDBException {
        List<ColumnFamilyHandle> spaces = new ArrayList<>();
        List<ColumnFamilyDescriptor> names = new ArrayList<>();
        try (Options options = new Options()) {
            for (byte[] name : RocksDB.listColumnFamilies(options, directory.toString())) {
                names.add(new ColumnFamilyDescriptor(name));
            }
        }
        try (RocksDB database = RocksDB.openReadOnly(directory.toString(), names, spaces)) {
            return RocksFailure.inBackground(1, directory, database);
        }
    }

    private static void damageTables(Path directory) throws Exception {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".sst")).toList()) {
                byte[] content = Files.readAllBytes(file);
                for (int i = 10; i < 1000; i += 7) {
                    content[i] ^= 0x55;
                }
                Files.delete(file);
                Files.write(file, content);
            }
        }
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
}
