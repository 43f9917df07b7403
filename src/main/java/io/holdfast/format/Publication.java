package io.holdfast.format;

import io.holdfast.failure.StorageException;
import io.holdfast.storage.Storage;
import io.holdfast.storage.StorageFailure;
import io.holdfast.storage.StorageOutput;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;

/**
 * The one way in which a file of a checkpoint gets its name: written and synced under a temporary name, published only
 * if the name is free, the directory synced. Not retried: a sync that failed once proves nothing when it succeeds later.
 */
public final class Publication {

    private Publication() {}

    /** A file to be published. */
    public interface NewFile {

        void writeTo(StorageOutput output) throws IOException;

        /** Whether the file that exists under the final name is this one; must tell by more than its name and size. */
        boolean isPublished();
    }

    /**
     * Publishes a file.
     *
     * @return true if the name is now this file's, durably; false if another file had taken it
     * @throws StorageException if anything failed; the file may exist
     */
    public static boolean publish(Storage storage, String temporary, String path, NewFile file) {
        return publish(storage, create(storage, temporary), temporary, path, file);
    }

    /** Creates a file that is to be published later on. */
    public static StorageOutput create(Storage storage, String temporary) {
        try {
            return storage.create(temporary);
        } catch (IOException e) {
            throw StorageFailure.of(storage, "write", temporary, e);
        }
    }

    /**
     * Publishes a file that was created before, under its temporary name, and closes it.
     *
     * @return as {@link #publish(Storage, String, String, NewFile)}
     */
    public static boolean publish(Storage storage, StorageOutput output, String temporary, String path, NewFile file) {
        write(storage, output, temporary, file);
        Outcome outcome = link(storage, temporary, path, file);
        if (outcome.published) {
            String directory = FileNames.directory(path);
            run(storage, "sync the directory", directory, () -> storage.syncDirectory(directory));
            // From here on the file survives a loss of power: for a batch, this is where it is committed.
        }
        if (outcome.oldNameMayRemain) {
            run(storage, "delete", temporary, () -> storage.delete(temporary));
        }
        return outcome.published;
    }

    private static void write(Storage storage, StorageOutput created, String temporary, NewFile file) {
        run(storage, "write", temporary, () -> {
            try (StorageOutput output = created) {
                file.writeTo(output);
                run(storage, "sync", temporary, output::sync);
            }
        });
    }

    private record Outcome(boolean published, boolean oldNameMayRemain) {}

    /** Whether the name is ours. An unclear answer of the storage is cleared up by reading what has the name. */
    private static Outcome link(Storage storage, String temporary, String path, NewFile file) {
        try {
            return new Outcome(true, storage.publish(temporary, path));
        } catch (FileAlreadyExistsException e) {
            return new Outcome(file.isPublished(), true);
        } catch (IOException e) {
            StorageException failure = StorageFailure.of(storage, "publish", path, e);
            if (exists(storage, path, failure)) {
                return new Outcome(file.isPublished(), true);
            }
            throw failure;
        }
    }

    private static boolean exists(Storage storage, String path, StorageException failure) {
        try {
            storage.open(path).close();
            return true;
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            failure.addSuppressed(e);
            throw failure;
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    private static void run(Storage storage, String operation, String path, Step step) {
        try {
            step.run();
        } catch (IOException e) {
            throw StorageFailure.of(storage, operation, path, e);
        }
    }
}
