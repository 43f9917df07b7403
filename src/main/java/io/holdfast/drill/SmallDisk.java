package io.holdfast.drill;

import io.holdfast.failure.ConfigurationException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A disk that can be filled up without harm: one that the user gave, or one in memory that the drill mounts. */
final class SmallDisk implements AutoCloseable {

    /** Enough for most jobs, and not too much to fill. */
    private static final long MEGABYTES = 256;

    private final Path directory;
    private final boolean mounted;

    private SmallDisk(Path directory, boolean mounted) {
        this.directory = directory;
        this.mounted = mounted;
    }

    /** A directory of the drill's own on the disk that the user gave, or a new disk at the mount point. */
    static SmallDisk open(@Nullable Path given, Path mountPoint) throws IOException {
        if (given != null) {
            return new SmallDisk(Files.createTempDirectory(given, "holdfast-drill-"), false);
        }
        Files.createDirectories(mountPoint);
        try {
            run("mount", "-t", "tmpfs", "-o", "size=" + MEGABYTES + "m", "tmpfs", mountPoint.toString());
        } catch (IOException e) {
            throw new ConfigurationException(
                    "the fault disk-full needs a small disk that may be filled up, and one could "
                            + "not be mounted here (" + e.getMessage()
                            + "): run the drill as root, give it a directory on a small "
                            + "disk with --disk DIR, or leave disk-full out of --faults");
        }
        return new SmallDisk(mountPoint, true);
    }

    Path directory() {
        return directory;
    }

    private static void run(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        try {
            if (process.waitFor() != 0) {
                throw new IOException(output);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public void close() throws IOException {
        if (mounted) {
            run("umount", directory.toString());
        } else {
            Layout.remove(directory);
        }
    }
}
