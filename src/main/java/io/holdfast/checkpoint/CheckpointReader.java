package io.holdfast.checkpoint;

import io.holdfast.format.BatchFileReader;
import io.holdfast.format.FileNames;
import io.holdfast.storage.Storage;
import io.holdfast.storage.StorageFailure;
import io.holdfast.storage.StoredFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Reads a checkpoint directory without writing to it. Beside a running job a file may be pruned between being listed
 * and being read. Thread-safe.
 */
public final class CheckpointReader {

    private final Storage storage;

    public CheckpointReader(Storage storage) {
        this.storage = storage;
    }

    /** The ids of all batch files, ascending; some at the front may be there only for replay. */
    public List<Long> batches() {
        List<Long> batches = new ArrayList<>();
        for (StoredFile file : list(storage, FileNames.BATCHES)) {
            FileNames.parseBatch(file.name()).ifPresent(batches::add);
        }
        return batches;
    }

    /** The newest batch, if there is any. */
    public OptionalLong head() {
        List<Long> batches = batches();
        return batches.isEmpty() ? OptionalLong.empty() : OptionalLong.of(batches.get(batches.size() - 1));
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

    static List<StoredFile> list(Storage storage, String directory) {
        try {
            return storage.list(directory);
        } catch (IOException e) {
            throw StorageFailure.of(storage, "list", directory, e);
        }
    }
}
