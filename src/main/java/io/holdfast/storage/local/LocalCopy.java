package io.holdfast.storage.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Gives an immutable file a second name: by a link within a file system, else by a copy. Never overwrites. */
final class LocalCopy {

    private LocalCopy() {}

    /** As {@link #fast}, with the content durable; the new name is not yet. */
    static void durable(Path from, Path to) throws IOException {
        force(from);
        if (!link(from, to)) {
            copy(from, to, true);
        }
    }

    /** Returns whether it is a copy. */
    static boolean fast(Path from, Path to) throws IOException {
        if (link(from, to)) {
            return false;
        }
        copy(from, to, false);
        return true;
    }

    /** False if these two places cannot share a file. */
    static boolean link(Path from, Path to) throws IOException {
        try {
            Files.createLink(to, from);
            return true;
        } catch (FileAlreadyExistsException | NoSuchFileException e) {
            throw e;
        } catch (FileSystemException | UnsupportedOperationException e) {
            return false;
        }
    }

    private static void copy(Path from, Path to, boolean sync) throws IOException {
        try (FileChannel source = FileChannel.open(from, StandardOpenOption.READ);
                FileChannel target = FileChannel.open(to, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            transfer(from, source, target);
            if (sync) {
                target.force(true);
            }
        }
    }

    private static void transfer(Path from, FileChannel source, FileChannel target) throws IOException {
        long length = source.size();
        for (long done = 0; done < length; ) {
            long moved = source.transferTo(done, length - done, target);
            if (moved <= 0) {
                throw new IOException(from + " shrank from " + length + " to " + done + " bytes while it was copied");
            }
            done += moved;
        }
    }

    private static void force(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
