package io.holdfast.chaos;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** A real file system of a few megabytes (tmpfs, or ext4 in a file), to be filled and made read-only. Mounting needs root. */
final class SmallDisk implements AutoCloseable {

    private final Path mountPoint;
    private final Path ballast;

    private SmallDisk(Path mountPoint) {
        this.mountPoint = mountPoint;
        ballast = mountPoint.resolve("ballast");
    }

    static SmallDisk mount(Path mountPoint, int megabytes) throws Exception {
        return mount(mountPoint, "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs");
    }

    /** With a real ext4 on it, in a file beside the mount point. */
    static SmallDisk mountExt4(Path mountPoint, int megabytes) throws Exception {
        Path image = mountPoint.resolveSibling(mountPoint.getFileName() + ".ext4");
        Command.run("truncate", "-s", megabytes + "M", image.toString());
        Command.run("mkfs.ext4", "-q", "-m", "0", image.toString());
        return mount(mountPoint, "-o", "loop", image.toString());
    }

    private static SmallDisk mount(Path mountPoint, String... what) throws Exception {
        Files.createDirectories(mountPoint);
        List<String> command = new ArrayList<>(List.of("mount"));
        command.addAll(List.of(what));
        command.add(mountPoint.toString());
        try {
            Command.run(command.toArray(String[]::new));
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

    /**
     * The file system fails as if its disk had gone: it becomes read-only at once, also for files that are open for
     * writing, and forgets what was not synced. Only for ext4.
     */
    void abort() throws Exception {
        Command.run("mount", "-o", "remount,abort", mountPoint.toString());
    }

    /** Takes up again, from its image, a file system that has failed; nobody may have a file open. */
    void mountAgain() throws Exception {
        Path image = mountPoint.resolveSibling(mountPoint.getFileName() + ".ext4");
        Command.run("umount", mountPoint.toString());
        Command.run("sh", "-c", "e2fsck -fy " + image + " || [ $? -le 1 ]");
        Command.run("mount", "-o", "loop", image.toString(), mountPoint.toString());
    }

    @Override
    public void close() throws Exception {
        Command.run("umount", "--lazy", mountPoint.toString());
    }
}
