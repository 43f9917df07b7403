package io.holdfast.state;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Scratch directories. */
final class Directories {

    private Directories() {}

    /** The plain files in a directory, by name. */
    static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }

    /** Removes a directory as below after a failure, which matters more than one to remove it. */
    static void deleteAfter(Throwable failure, Path directory) {
        try {
            delete(directory);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    /** Removes a directory with all it holds; no effect if there is none. */
    static void delete(Path directory) throws IOException {
        if (Files.notExists(directory)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
