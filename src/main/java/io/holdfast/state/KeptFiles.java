package io.holdfast.state;

import io.holdfast.format.FileNames;
import io.holdfast.format.SnapshotDescriptor.SnapshotFile;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Files that a restore has copied out of a distant checkpoint, until it is done: one that is cut off is resumed by the next, which
 * takes out only what is missing. A stored name is never given to other content, and the content is compared all the same, since
 * nothing here was synced. Thread-safe.
 */
public final class KeptFiles {

    private final Path directory;

    /** In a directory of its own, on the file system of the working copies. */
    public KeptFiles(Path directory) {
        this.directory = directory;
    }

    /** Gives a file that was kept another name; false if there is none with this content. */
    public boolean takeOut(SnapshotFile file, Path local) throws IOException {
        Path kept = directory.resolve(file.storedName());
        try {
            if (!isOurs(kept) || Files.notExists(kept)) {
                return false;
            }
            if (Checksums.of(kept).equals(new Checksums(file.length(), file.crc32c()))) {
                Files.createLink(local, kept);
                return true;
            }
            Files.deleteIfExists(kept);
            return false;
        } catch (NoSuchFileException e) {
            // Another process of this job has cleared them meanwhile.
            return false;
        }
    }

    /** Keeps a copy that was taken out whole. */
    public void keep(SnapshotFile file, Path local) throws IOException {
        Path kept = directory.resolve(file.storedName());
        if (!isOurs(kept)) {
            return;
        }
        Files.createDirectories(directory);
        try {
            Files.createLink(kept, local);
        } catch (FileAlreadyExistsException e) {
            // Another shard needs it, too.
            return;
        }
    }

    /** Forgets all, when the restore is done. What is none of ours stays. */
    public void clear() throws IOException {
        if (Files.notExists(directory)) {
            return;
        }
        for (Path file : Directories.files(directory)) {
            if (isOurs(file)) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** A stored name comes from a file: it must not lead out of the directory. */
    private boolean isOurs(Path file) {
        return directory.equals(file.getParent())
                && FileNames.parseStoredEpoch(file.getFileName().toString()).isPresent();
    }
}
