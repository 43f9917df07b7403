package io.holdfast.drill;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Where things are in the directory of a drill. */
record Layout(Path root) {

    /** What the drilled job last printed; of all its processes. */
    Path log() {
        return root.resolve("job.log");
    }

    Path checkpoint() {
        return root.resolve("checkpoint");
    }

    /** The state that the drilled job began with. */
    Path base() {
        return root.resolve("base");
    }

    Path archive() {
        return root.resolve("archive");
    }

    Path recordings() {
        return root.resolve("published");
    }

    Path replay(int number) {
        return root.resolve("undisturbed-" + number);
    }

    Path redelivery(String sink, String how) {
        return root.resolve("redelivery").resolve(sink + "-" + how);
    }

    Path output(String run) {
        return root.resolve("output-" + run);
    }

    /** What came of work on the drill's topics. */
    Path kafka(String step) {
        return root.resolve("kafka-" + step + ".json");
    }

    Path instructions(String name) {
        return root.resolve(name + ".instructions.json");
    }

    /** Removes everything but the report and the log. */
    void removeData() throws IOException {
        List<Path> entries;
        try (Stream<Path> all = Files.list(root)) {
            entries = all.filter(path ->
                            Files.isDirectory(path) || isLeft(path.getFileName().toString()))
                    .toList();
        }
        entries.forEach(Layout::remove);
    }

    private static boolean isLeft(String file) {
        return file.endsWith(".instructions.json") || file.startsWith("kafka-");
    }

    /** Removes a directory with all that is in it, if it exists. */
    static void remove(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
