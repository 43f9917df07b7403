package io.holdfast.driver;

import io.holdfast.failure.StorageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The scratch directories of shards, one per life of a shard. */
final class WorkDirectory {

    private static final Pattern SHARD = Pattern.compile("shard-\\d+-[0-9a-f]{16}");

    private WorkDirectory() {}

    static Path shard(Path directory, int shard, String nonce) {
        return directory.resolve("shard-" + shard + "-" + nonce);
    }

    /** What a restore has copied out so far. */
    static Path kept(Path directory) {
        return directory.resolve("kept");
    }

    /**
     * Removes what dead processes left, and nothing that has another name. Called after a takeover is committed: a process
     * that still uses one of these can commit nothing any more.
     */
    static void clear(Path directory) {
        if (!Files.isDirectory(directory)) {
            return;
        }
        try (Stream<Path> entries = Files.list(directory)) {
            List<Path> shards = entries.filter(entry ->
                            SHARD.matcher(entry.getFileName().toString()).matches())
                    .toList();
            shards.forEach(WorkDirectory::delete);
        } catch (IOException | UncheckedIOException e) {
            throw new StorageException(
                    "cannot clear the work directory " + directory + " of what an earlier process left: " + e, e);
        }
    }

    private static void delete(Path shard) {
        try (Stream<Path> paths = Files.walk(shard)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
