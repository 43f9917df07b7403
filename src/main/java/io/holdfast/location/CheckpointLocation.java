package io.holdfast.location;

import io.holdfast.common.Digest;
import io.holdfast.storage.Storage;
import io.holdfast.storage.hadoop.HadoopFileSystems;
import io.holdfast.storage.local.LocalStorage;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where the checkpoint of a job is: a local directory, or one of a Hadoop file system. */
public record CheckpointLocation(@Nullable Path local, @Nullable URI remote) {

    /** A local directory. */
    public static CheckpointLocation of(Path directory) {
        return new CheckpointLocation(directory, null);
    }

    /** As people write it: a path, or a URI. */
    public static CheckpointLocation of(String directory) {
        return directory.contains("://") ? of(URI.create(directory)) : of(Path.of(directory));
    }

    public static CheckpointLocation of(URI directory) {
        return switch (String.valueOf(directory.getScheme())) {
            case "file" -> of(Path.of(directory));
            case "null" -> of(Path.of(directory.getPath()));
            default -> new CheckpointLocation(null, directory);
        };
    }

    /**
     * Opens it, without looking whether it exists.
     *
     * @param trustedSchemes Hadoop file systems other than HDFS that the user vouches for
     */
    public Storage open(Set<String> trustedSchemes) {
        return local != null ? new LocalStorage(local) : HadoopFileSystems.open(uri(), trustedSchemes);
    }

    /**
     * Gives a file a second name in another directory.
     *
     * @return false if these two places cannot share a file
     */
    public boolean link(String path, CheckpointLocation target, String name) throws IOException {
        return local != null
                && target.local != null
                && new LocalStorage(local).link(path, new LocalStorage(target.local), name);
    }

    /** Whether this is the other directory, or one in it, as far as their names tell. */
    public boolean isInside(CheckpointLocation other) {
        return local != null && other.local != null && absolute(local).startsWith(absolute(other.local));
    }

    private static Path absolute(Path path) {
        return path.toAbsolutePath().normalize();
    }

    /**
     * Where working copies go unless told otherwise: inside a local checkpoint, where snapshots cost links; for a remote one
     * in the temporary directory, under a name that only this checkpoint has.
     */
    public Path work(String job) {
        if (local != null) {
            return local.resolve("work");
        }
        String checkpoint =
                Digest.of(uri().toString().getBytes(StandardCharsets.UTF_8)).shortHex();
        return Path.of(System.getProperty("java.io.tmpdir"), "holdfast-" + job + "-" + checkpoint);
    }

    /** As {@link #of(String)} reads it. */
    public String text() {
        return local != null ? local.toString() : uri().toString();
    }

    private URI uri() {
        if (remote == null) {
            throw new IllegalStateException("neither local nor remote");
        }
        return remote;
    }
}
