package io.holdfast.reader;

import io.holdfast.failure.StorageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A directory that is gone when it is closed, or when the JVM ends on a signal before that. Used by one thread. */
final class TemporaryDirectory implements AutoCloseable {

    private final Path path;
    private final Thread atExit = new Thread("holdfast-read-cleanup") {
        @Override
        public void run() {
            remove();
        }
    };

    TemporaryDirectory(Path parent) {
        try {
            path = Files.createTempDirectory(parent, "holdfast-read-");
        } catch (IOException e) {
            throw new StorageException(
                    "cannot create a directory in " + parent + ", to read snapshots in: " + e
                            + "; choose another place with -Djava.io.tmpdir=DIR",
                    e);
        }
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** Makes a directory in it. */
    Path directory(String name) {
        try {
            return Files.createDirectory(path.resolve(name));
        } catch (IOException e) {
            throw new StorageException("cannot create " + path.resolve(name) + ": " + e, e);
        }
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            return; // the JVM ends, and the hook runs
        }
        remove();
    }

    private void remove() {
        if (Files.notExists(path)) {
            return;
        }
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            throw new StorageException("cannot remove the temporary directory " + path + ": " + e, e);
        }
    }
}
