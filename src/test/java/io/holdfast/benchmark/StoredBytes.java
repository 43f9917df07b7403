package io.holdfast.benchmark;

import io.holdfast.format.FileNames;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Counts what snapshots bring into a checkpoint, by looking often enough to see each file. */
final class StoredBytes {

    private final Path files;
    private final Path descriptors;
    private final Map<String, Long> lengths = new HashMap<>();
    private final Set<String> snapshots = new HashSet<>();
    private final long bytesBefore;
    private final int snapshotsBefore;

    StoredBytes(Path checkpoint) {
        files = checkpoint.resolve(FileNames.FILES);
        descriptors = checkpoint.resolve(FileNames.SNAPSHOTS);
        look();
        bytesBefore = total();
        snapshotsBefore = snapshots.size();
    }

    void look() {
        try {
            visit(files, file -> lengths.putIfAbsent(file.getFileName().toString(), length(file)));
            visit(descriptors, file -> snapshots.add(file.getFileName().toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private interface Visitor {
        void see(Path file) throws IOException;
    }

    private static void visit(Path directory, Visitor visitor) throws IOException {
        if (Files.isDirectory(directory)) {
            try (Stream<Path> entries = Files.list(directory)) {
                for (Path entry : entries.toList()) {
                    visitor.see(entry);
                }
            }
        }
    }

    private long length(Path file) throws IOException {
        try {
            return Files.size(file);
        } catch (NoSuchFileException e) {
            // Deleted since it was listed: seen before, or of no consequence.
            return 0;
        }
    }

    private long total() {
        return lengths.values().stream().mapToLong(Long::longValue).sum();
    }

    long bytes() {
        return total() - bytesBefore;
    }

    int snapshots() {
        return snapshots.size() - snapshotsBefore;
    }
}
