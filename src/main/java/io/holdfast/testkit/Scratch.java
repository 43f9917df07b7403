package io.holdfast.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * A temporary directory for the working copies of simulated processes, one directory each: small files and directories by the
 * thousand, so they are in memory where the system has a place for that.
 */
final class Scratch implements AutoCloseable {

    /** A file system in memory on every Linux. */
    private static final Path MEMORY = Path.of("/dev/shm");

    private final Path directory;
    private long processes;

    Scratch() {
        try {
            directory = Files.createTempDirectory(parent(), "holdfast-testkit");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path parent() {
        return Files.isDirectory(MEMORY) && Files.isWritable(MEMORY)
                ? MEMORY
                : Path.of(System.getProperty("java.io.tmpdir"));
    }

    /** A directory that no other process uses; it does not exist yet. */
    Path next() {
        processes++;
        return directory.resolve("process-" + processes);
    }

    /** How many processes have begun. */
    long processes() {
        return processes;
    }

    @Override
    public void close() {
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + directory, e);
        }
    }
}
