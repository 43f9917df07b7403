package io.holdfast.drill;

import io.holdfast.checkpoint.CheckpointReader;
import io.holdfast.checkpoint.CheckpointVerification;
import io.holdfast.failure.ConfigurationException;
import io.holdfast.failure.CorruptCheckpointException;
import io.holdfast.failure.StorageException;
import io.holdfast.format.FileNames;
import io.holdfast.storage.Storage;
import io.holdfast.storage.StoredFile;
import io.holdfast.storage.local.LocalStorage;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * A copy of a checkpoint directory at its head, made of hard links where that is possible, else of copies: files of a checkpoint never
 * change. Nothing is written to the original, whose job may run, commit and prune meanwhile.
 */
final class Fork {

    /** A running job can prune what is just being linked, but only so often. */
    private static final int ATTEMPTS_MAX = 10;

    /** Batches first: what a batch names was there before it. */
    private static final List<String> PARTS =
            List.of(FileNames.BATCHES, FileNames.SNAPSHOTS, FileNames.FILES, FileNames.EPOCHS);

    private Fork() {}

    /** Forks a directory that holds a checkpoint, and verifies the fork. */
    static CheckpointVerification of(Original original, Path fork) {
        try (Storage checkpoint = original.open()) {
            return of(checkpoint, fork);
        }
    }

    private static CheckpointVerification of(Storage original, Path fork) {
        CheckpointReader reader = new CheckpointReader(original);
        for (int attempt = 1; ; attempt++) {
            long head = reader.requireHead();
            try {
                Layout.remove(fork);
                if (link(original, fork)) {
                    return CheckpointVerification.of(new LocalStorage(fork));
                }
            } catch (CorruptCheckpointException e) {
                if (attempt == ATTEMPTS_MAX || reader.requireHead() == head) {
                    throw e;
                }
            }
            if (attempt == ATTEMPTS_MAX) {
                throw new ConfigurationException("the job that runs on " + original.location()
                        + " removed old files faster than "
                        + "they could be linked, " + ATTEMPTS_MAX + " times: give it more retainedBatches, stop it for "
                        + "a moment, or fork a copy");
            }
        }
    }

    /** Links everything that a restart can need; false if something vanished meanwhile. */
    static boolean link(Storage original, Path fork) {
        try {
            for (String part : PARTS) {
                Files.createDirectories(fork.resolve(part));
                for (StoredFile file : original.list(part)) {
                    String path = part + "/" + file.name();
                    keep(original, path, fork.resolve(path));
                }
            }
            return true;
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw new StorageException("cannot fork " + original.location() + " to " + fork + ": " + e, e);
        }
    }

    /** Gives an immutable file of a checkpoint another name: as a link, or as a copy on another file system. */
    static void keep(Storage checkpoint, String file, Path name) throws IOException {
        try {
            checkpoint.takeOut(file, name);
        } catch (FileAlreadyExistsException keptBefore) {
            return;
        }
    }
}
