package io.holdfast.storage.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.failure.FencedException;
import io.holdfast.storage.Storage;
import io.holdfast.storage.StorageContract;
import io.holdfast.storage.StorageLock;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Planted defects seen to fail: lock without asking who in this JVM holds it (closing the second channel drops the first
 * lock), bringIn by copy, following a symbolic link.
 */
class LocalStorageTest extends StorageContract {

    @Override
    protected Storage storage() {
        return new LocalStorage(local.resolve("checkpoint"));
    }

    @Test
    void bringsInAndTakesOutByHardLink() throws IOException {
        Storage storage = storage();
        storage.createDirectories("files");
        Path from = Files.writeString(local.resolve("from.sst"), "content");
        storage.bringIn(from, "files/1");
        assertThat(storage.takeOut("files/1", local.resolve("to.sst"))).isFalse();
        assertThat(Files.getAttribute(from, "unix:nlink")).isEqualTo(3);
    }

    @Test
    void followsNoSymbolicLinkBelowItsRoot() throws IOException {
        Path elsewhere = Files.createDirectory(local.resolve("elsewhere"));
        Files.createDirectory(local.resolve("checkpoint"));
        Files.createSymbolicLink(local.resolve("checkpoint/files"), elsewhere);
        assertThatThrownBy(() -> storage().create("files/1"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("symbolic link");
        assertThatThrownBy(() -> storage().createDirectories("files/a")).hasMessageContaining("symbolic link");
        assertThat(elsewhere).isEmptyDirectory();
    }

    @Test
    void aFileInThePlaceOfADirectoryIsNamed() throws IOException {
        Files.writeString(local.resolve("checkpoint"), "a file");
        assertThatThrownBy(() -> storage().createDirectories("a"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(local.resolve("checkpoint").toString())
                .hasMessageContaining("expected a directory");
    }

    @Test
    void anotherProcessIsKeptOutAndTheHolderIsNamed() throws Exception {
        Storage storage = storage();
        storage.createDirectories("");
        Process holder = process(HoldLock.class);
        try {
            assertThat(firstLine(holder)).isEqualTo("locked");
            assertThatThrownBy(() -> storage.lock("lock"))
                    .isInstanceOf(FencedException.class)
                    .hasMessageContaining(local.resolve("checkpoint").toString())
                    .hasMessageContaining("process " + holder.pid());
        } finally {
            holder.destroyForcibly().waitFor();
        }
        storage.lock("lock").close();
    }

    /** Planted defect: it is deleted on release; then one process can lock the old file while another locks a new one. */
    @Test
    void theFileOfALockStays() throws IOException {
        Storage storage = storage();
        storage.createDirectories("");
        storage.lock("lock").close();
        Object before = Files.getAttribute(local.resolve("checkpoint/lock"), "unix:ino");
        storage.lock("lock").close();
        assertThat(Files.getAttribute(local.resolve("checkpoint/lock"), "unix:ino"))
                .isEqualTo(before);
    }

    @Test
    void askingTwiceInOneProcessDoesNotLoseTheLock() throws Exception {
        Storage storage = storage();
        storage.createDirectories("");
        try (StorageLock lock = storage.lock("lock")) {
            assertThat(lock).isNotNull();
            assertThatThrownBy(() -> storage.lock("lock"))
                    .isInstanceOf(FencedException.class)
                    .hasMessageContaining("this process");
            Process other = process(HoldLock.class);
            try {
                assertThat(firstLine(other))
                        .contains("process " + ProcessHandle.current().pid());
            } finally {
                other.destroyForcibly().waitFor();
            }
        }
    }

    private Process process(Class<?> main) throws IOException {
        return new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        main.getName(),
                        local.resolve("checkpoint").toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static String firstLine(Process process) throws IOException {
        return String.valueOf(
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)).readLine());
    }

    /** Takes the lock and holds it until it is killed. */
    static final class HoldLock {

        private HoldLock() {}

        public static void main(String[] arguments) throws IOException {
            try (StorageLock lock = new LocalStorage(Path.of(arguments[0])).lock("lock")) {
                System.out.println(lock == null ? "nothing" : "locked");
                System.out.flush();
                int ignored = System.in.read();
            } catch (FencedException e) {
                System.out.println(e.getMessage());
            }
        }
    }
}
