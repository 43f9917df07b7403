package io.holdfast.checkpoint;

import io.holdfast.failure.ConfigurationException;
import io.holdfast.failure.CorruptCheckpointException;
import io.holdfast.format.BatchFileReader;
import io.holdfast.format.FileNames;
import io.holdfast.storage.Storage;
import io.holdfast.storage.StorageFailure;
import io.holdfast.storage.StoredFile;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Reads a checkpoint directory without writing to it. Beside a running job a file may be pruned between being listed
 * and being read. Thread-safe.
 */
public final class CheckpointReader {

    /** A job that runs can prune what was just listed, but only so often. */
    private static final int ATTEMPTS_MAX = 10;

    private final Storage storage;

    public CheckpointReader(Storage storage) {
        this.storage = storage;
    }

    /** The ids of all batch files, ascending; some at the front may be there only for replay. */
    public List<Long> batches() {
        List<Long> batches = new ArrayList<>();
        for (String name : names(storage, FileNames.BATCHES)) {
            FileNames.parseBatch(name).ifPresent(batches::add);
        }
        return batches;
    }

    /** The newest batch, if there is any. */
    public OptionalLong head() {
        List<Long> batches = batches();
        return batches.isEmpty() ? OptionalLong.empty() : OptionalLong.of(batches.get(batches.size() - 1));
    }

    /**
     * The newest batch.
     *
     * @throws ConfigurationException if there is no batch
     */
    public long requireHead() {
        return head().orElseThrow(() -> new ConfigurationException(storage.location()
                + " holds no checkpoint: expected the checkpoint directory of a job that has run, with files in "
                + FileNames.BATCHES));
    }

    /**
     * Reads the manifest of the newest batch, verified.
     *
     * @throws ConfigurationException if there is no batch
     */
    public Checkpoint.Committed readHead() {
        for (int attempt = 1; ; attempt++) {
            long head = requireHead();
            try {
                return read(head);
            } catch (CorruptCheckpointException e) {
                // Pruned since, if there is a newer one.
                if (attempt == ATTEMPTS_MAX || head().orElse(head) == head) {
                    throw e;
                }
            }
        }
    }

    /**
     * Refuses a batch that has no file.
     *
     * @throws ConfigurationException naming those that have
     */
    public void requireBatch(long batch) {
        List<Long> batches = batches();
        if (!batches.contains(batch)) {
            throw new ConfigurationException(storage.location() + " has no batch " + batch + ": it has "
                    + (batches.isEmpty() ? "none" : batches.get(0) + " to " + batches.get(batches.size() - 1)));
        }
    }

    /** Reads the manifest of a batch, verified. */
    public Checkpoint.Committed read(long batch) {
        try (BatchFileReader file = open(batch)) {
            return new Checkpoint.Committed(file.manifest(), file.digest());
        }
    }

    /** Opens the file of a batch, verified but for its chunks, which are verified when read. */
    public BatchFileReader open(long batch) {
        return BatchFileReader.open(storage, batch);
    }

    static boolean exists(Storage storage, String path) {
        try {
            storage.open(path).close();
            return true;
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw StorageFailure.of(storage, "open", path, e);
        }
    }

    private static List<String> names(Storage storage, String directory) {
        try {
            return storage.names(directory);
        } catch (IOException e) {
            throw StorageFailure.of(storage, "list", directory, e);
        }
    }

    static List<StoredFile> list(Storage storage, String directory) {
        try {
            return storage.list(directory);
        } catch (IOException e) {
            throw StorageFailure.of(storage, "list", directory, e);
        }
    }
}
