package io.holdfast.state.rocksdb;

import io.holdfast.failure.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.rocksdb.NativeLibraryLoader;

/**
 * Loads RocksDB's library. It is unpacked to a file of 17 MB, which RocksDB removes only if the JVM ends in good order.
 * Nothing needs the name once it is loaded, so it goes at once, and a process that is killed leaves nothing behind.
 */
final class NativeLibrary {

    private NativeLibrary() {}

    static void load() {
        try {
            loadFrom(Files.createTempDirectory("holdfast-rocksdb-"));
        } catch (IOException e) {
            throw new StorageException(
                    "RocksDB's library cannot be unpacked in " + System.getProperty("java.io.tmpdir") + ": " + e
                            + "; make room there, or name another directory with -Djava.io.tmpdir",
                    e);
        }
    }

    /** Unpacks the library in a directory, if it is not loaded yet, and removes the directory. */
    static void loadFrom(Path directory) throws IOException {
        NativeLibraryLoader.getInstance().loadLibrary(directory.toString());
        try (var files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }
}
