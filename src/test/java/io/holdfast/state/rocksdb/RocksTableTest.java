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

/** Mutants: a space that is not there is opened, or one that is not; a value is not found; a scan begins late, or ends early. */
class RocksTableTest {

    @TempDir
    private Path parent;

    private Path snapshot = Path.of("");

    @BeforeEach
    void storeSomething() throws Exception {
        snapshot = parent.resolve("snapshot");
        Path directory = Files.createDirectory(parent.resolve("store"));
        try (RocksWorkingStores stores = new RocksWorkingStores(1 << 20);
                WorkingStore store = stores.open(directory, List.of("first", "second"))) {
            store.stagePut(0, bytes("b"), bytes("2"));
            store.stagePut(0, bytes("a"), bytes("1"));
            store.stagePut(1, bytes("c"), bytes("3"));
            store.apply();
            store.checkpoint(snapshot);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static List<String> scan(RocksTable table) {
        List<String> found = new ArrayList<>();
        try (WorkingStore.Cursor cursor = table.scan()) {
            while (cursor.next()) {
                found.add(new String(cursor.key(), StandardCharsets.UTF_8) + "="
                        + new String(cursor.value(), StandardCharsets.UTF_8));
            }
        }
        return found;
    }

    @Test
    void eachSpaceIsReadAlone() {
        try (RocksTable first = RocksTable.open(snapshot, "first").orElseThrow();
                RocksTable second = RocksTable.open(snapshot, "second").orElseThrow()) {
            assertThat(first.get(bytes("a"))).isEqualTo(bytes("1"));
            assertThat(first.get(bytes("c"))).isNull();
            assertThat(second.get(bytes("c"))).isEqualTo(bytes("3"));
            assertThat(scan(first)).containsExactly("a=1", "b=2");
            assertThat(scan(second)).containsExactly("c=3");
        }
    }

    @Test
    void aSpaceThatIsNotThereIsEmpty() {
        assertThat(RocksTable.open(snapshot, "third")).isEmpty();
    }

    @Test
    void aStoreThatCannotBeReadIsNamed() throws Exception {
        try (var manifests = Files.newDirectoryStream(snapshot, "MANIFEST-*")) {
            for (Path manifest : manifests) {
                Files.delete(manifest);
            }
        }
        assertThatThrownBy(() -> RocksTable.open(snapshot, "first"))
                .isInstanceOf(StorageException.class)
                .hasMessageContainingAll(snapshot.toString(), "has no spaces");
    }
}
