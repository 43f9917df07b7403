package io.holdfast.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.storage.StorageOutput;
import io.holdfast.storage.local.LocalStorage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the local storage calls synced is on the disk: right after each sync the file system forgets all that is not. Planted defects: a
 * file, a directory, a new directory's name, or what is brought in is not synced.
 */
class SyncedIT {

    private static final int DISK_MEGABYTES = 32;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private interface Change {
        void of(LocalStorage storage, Path disk) throws IOException;
    }

    /** Makes a change and lets the disk fail at once; the root of what is left. */
    private Path afterTheDiskFailed(SmallDisk disk, Change change) throws Exception {
        Path root = disk.root().resolve("checkpoint");
        change.of(new LocalStorage(root), disk.root());
        disk.abort();
        disk.mountAgain();
        return root;
    }

    private static void write(LocalStorage storage, String path, boolean sync) throws IOException {
        try (StorageOutput output = storage.create(path)) {
            byte[] bytes = "content".getBytes(StandardCharsets.UTF_8);
            output.write(bytes, 0, bytes.length);
            if (sync) {
                output.sync();
            }
        }
    }

    @Test
    void whatIsSyncedIsThere() throws Exception {
        try (SmallDisk disk = SmallDisk.mountExt4(directory.resolve("disk"), DISK_MEGABYTES)) {
            Path root = afterTheDiskFailed(disk, (storage, at) -> storage.createDirectories("batches"));
            assertThat(root.resolve("batches")).isEmptyDirectory();

            afterTheDiskFailed(disk, (storage, at) -> {
                write(storage, "batches/new", true);
                storage.publish("batches/new", "batches/published");
                storage.syncDirectory("batches");
            });
            assertThat(root.resolve("batches/published")).hasContent("content");

            afterTheDiskFailed(disk, (storage, at) -> {
                storage.bringIn(Files.writeString(at.resolve("table"), "rows"), "batches/linked");
                storage.syncDirectory("batches");
            });
            assertThat(root.resolve("batches/linked")).hasContent("rows");

            afterTheDiskFailed(disk, (storage, at) -> {
                storage.delete("batches/published");
                storage.syncDirectory("batches");
            });
            assertThat(root.resolve("batches/published")).doesNotExist();
        }
    }

    /** That there is something to forget. */
    @Test
    void whatIsNotSyncedIsForgotten() throws Exception {
        try (SmallDisk disk = SmallDisk.mountExt4(directory.resolve("disk"), DISK_MEGABYTES)) {
            afterTheDiskFailed(disk, (storage, at) -> storage.createDirectories("batches"));
            Path root = afterTheDiskFailed(disk, (storage, at) -> {
                write(storage, "batches/new", true);
                storage.publish("batches/new", "batches/published");
            });
            assertThat(root.resolve("batches/published")).doesNotExist();
            afterTheDiskFailed(disk, (storage, at) -> write(storage, "batches/unsynced", false));
            assertThat(root.resolve("batches/unsynced")).doesNotExist();
        }
    }
}
