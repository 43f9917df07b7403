package io.holdfast.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.failure.FencedException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every storage must do. Planted defects seen to fail: publish by rename, directories listed as files, create that truncates. */
public abstract class StorageContract {

    @TempDir
    protected Path local = Path.of("");

    /** A storage on a new, empty directory, the same one for each call within a test. */
    protected abstract Storage storage() throws IOException;

    /** Whether {@link Storage#lock} keeps anybody out. */
    protected boolean hasLocks() {
        return true;
    }

    protected static void write(Storage storage, String path, String text) throws IOException {
        try (StorageOutput output = storage.create(path)) {
            byte[] bytes = ("<" + text + ">").getBytes(StandardCharsets.UTF_8);
            output.write(bytes, 1, bytes.length - 2);
            output.sync();
        }
    }

    protected static String read(Storage storage, String path) throws IOException {
        try (StorageInput input = storage.open(path)) {
            byte[] bytes = new byte[(int) input.length() + 2];
            input.readFully(0, bytes, 1, bytes.length - 2);
            return new String(bytes, 1, bytes.length - 2, StandardCharsets.UTF_8);
        }
    }

    @Test
    void readsBackWhatWasWrittenAtAnyPosition() throws IOException {
        Storage storage = storage();
        storage.createDirectories("a/b");
        storage.createDirectories("a/b");
        write(storage, "a/b/file", "0123456789");
        try (StorageInput input = storage.open("a/b/file")) {
            byte[] bytes = new byte[4];
            input.readFully(3, bytes, 1, 3);
            assertThat(bytes).containsExactly(0, '3', '4', '5');
            assertThat(input.length()).isEqualTo(10);
        }
    }

    @Test
    void readingPastTheEndNamesTheFileAndItsSize() throws IOException {
        Storage storage = storage();
        storage.createDirectories("a");
        write(storage, "a/short", "0123456789");
        try (StorageInput input = storage.open("a/short")) {
            assertThatThrownBy(() -> input.readFully(8, new byte[5], 0, 5))
                    .isInstanceOf(EOFException.class)
                    .hasMessageContaining("a/short")
                    .hasMessageContaining("10")
                    .hasMessageContaining("5 bytes at byte 8");
        }
    }

    @Test
    void creatingATakenNameFailsAndLeavesTheFile() throws IOException {
        Storage storage = storage();
        storage.createDirectories("a");
        write(storage, "a/file", "first");
        assertThatThrownBy(() -> storage.create("a/file")).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(read(storage, "a/file")).isEqualTo("first");
    }

    @Test
    void publishingOverATakenNameFailsAndLeavesTheFile() throws IOException {
        Storage storage = storage();
        storage.createDirectories("tmp");
        storage.createDirectories("a");
        write(storage, "tmp/1", "first");
        write(storage, "tmp/2", "second");
        storage.publish("tmp/1", "a/file");
        storage.syncDirectory("a");
        assertThatThrownBy(() -> storage.publish("tmp/2", "a/file")).isInstanceOf(FileAlreadyExistsException.class);
        assertThatThrownBy(() -> storage.publish("tmp/1", "a/file")).isInstanceOf(FileAlreadyExistsException.class);
        storage.delete("tmp/1");
        storage.delete("tmp/2");
        assertThat(read(storage, "a/file")).isEqualTo("first");
    }

    @Test
    void missingFilesAreReportedAsSuch() throws IOException {
        Storage storage = storage();
        storage.createDirectories("a");
        assertThatThrownBy(() -> storage.open("a/none")).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> storage.open("none/none")).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> storage.publish("a/none", "a/x")).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> storage.create("none/x")).isInstanceOf(NoSuchFileException.class);
        storage.delete("a/none");
    }

    @Test
    void listsFilesAndDirectoriesApartAndInOrder() throws IOException {
        Storage storage = storage();
        assertThat(storage.list("")).isEmpty();
        assertThat(storage.list("none")).isEmpty();
        assertThat(storage.directories("none")).isEmpty();
        storage.createDirectories("a/z");
        storage.createDirectories("a/y");
        write(storage, "a/2", "22");
        write(storage, "a/1", "1");
        write(storage, "a/10", "");
        assertThat(storage.list("a"))
                .containsExactly(new StoredFile("1", 1), new StoredFile("10", 0), new StoredFile("2", 2));
        assertThat(storage.directories("a")).containsExactly("y", "z");
        assertThat(storage.directories("")).containsExactly("a");
        storage.delete("a/10");
        assertThat(storage.list("a")).hasSize(2);
        assertThat(storage.names("a"))
                .isSorted()
                .containsAll(storage.list("a").stream().map(StoredFile::name).toList());
        assertThat(storage.names("none")).isEmpty();
    }

    @Test
    void bringsInAndTakesOutWithoutOverwriting() throws IOException {
        Storage storage = storage();
        storage.createDirectories("files");
        Path from = Files.writeString(local.resolve("from.sst"), "content");
        storage.bringIn(from, "files/1");
        storage.syncDirectory("files");
        assertThatThrownBy(() -> storage.bringIn(from, "files/1")).isInstanceOf(FileAlreadyExistsException.class);
        Files.delete(from);
        assertThat(read(storage, "files/1")).isEqualTo("content");
        Path to = local.resolve("to.sst");
        storage.takeOut("files/1", to);
        assertThat(to).hasContent("content");
        assertThatThrownBy(() -> storage.takeOut("files/1", to)).isInstanceOf(FileAlreadyExistsException.class);
        assertThatThrownBy(() -> storage.takeOut("files/2", local.resolve("none")))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> storage.bringIn(local.resolve("none"), "files/3"))
                .isInstanceOf(IOException.class);
    }

    @Test
    void noPathLeavesTheDirectory() {
        for (String path : List.of("../x", "/x", "a/../x", "a/./x", "a//x", "a/", ".")) {
            assertThatThrownBy(() -> storage().create(path))
                    .as(path)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(path);
            assertThatThrownBy(() -> storage().list(path)).as(path).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aLockKeepsOthersOutUntilItIsReleased() throws IOException {
        Storage storage = storage();
        storage.createDirectories("");
        StorageLock lock = storage.lock("lock");
        if (hasLocks()) {
            assertThatThrownBy(() -> storage().lock("lock"))
                    .isInstanceOf(FencedException.class)
                    .hasMessageContaining(storage.location())
                    .hasMessageContaining("stop it");
        }
        lock.close();
        lock.close();
        storage().lock("lock").close();
    }
}
