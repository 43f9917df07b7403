package io.holdfast.chaos;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A real file system of a few megabytes (tmpfs), to be filled and made read-only. Mounting needs root. */
final class SmallDisk implements AutoCloseable {

    private final Path mountPoint;
    private final Path ballast;

    private SmallDisk(Path mountPoint) {
        this.mountPoint = mountPoint;
        ballast = mountPoint.resolve("ballast");
    }

    static SmallDisk mount(Path mountPoint, int megabytes) throws Exception {
        Files.createDirectories(mountPoint);
        try {
            Command.run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", mountPoint.toString());
        } catch (IllegalStateException e) {
            throw new IllegalStateException(
                    "this test needs a disk that can be full, and could not mount one; run it as root, in a container"
                            + " with CAP_SYS_ADMIN: "
                            + e.getMessage(),
                    e);
        }
        return new SmallDisk(mountPoint);
    }

    Path root() {
        return mountPoint;
    }

    /** Makes a file longer until nothing more fits. */
    void fill() throws IOException {
        byte[] block = new byte[4096];
        try (OutputStream output =
                Files.newOutputStream(ballast, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            while (true) {
                output.write(block);
            }
        } catch (IOException e) {
            if (!String.valueOf(e.getMessage()).contains("No space left")) {
                throw e;
            }
        }
    }

    /** Gives back what {@link #fill} took. */
    void free() throws IOException {
        Files.deleteIfExists(ballast);
    }

    void makeReadOnly() throws Exception {
        Command.run("mount", "-o", "remount,ro", mountPoint.toString());
    }

    void makeWritable() throws Exception {
        Command.run("mount", "-o", "remount,rw", mountPoint.toString());
    }

    @Override
    public void close() throws Exception {
        Command.run("umount", "--lazy", mountPoint.toString());
    }
}
