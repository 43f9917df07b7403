package io.holdfast.checkpoint;

import io.holdfast.common.Digest;
import io.holdfast.failure.CorruptCheckpointException;
import io.holdfast.format.FileNames;
import io.holdfast.format.SnapshotStore;
import io.holdfast.storage.Storage;
import io.holdfast.storage.StorageFailure;
import io.holdfast.storage.StoredFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes: what dead processes left, found once after takeover, and what retention gives up. */
final class Cleanup {

    private static final Logger LOG = LoggerFactory.getLogger(Cleanup.class);

    private final Storage storage;
    private final List<String> orphans = new ArrayList<>();

    Cleanup(Storage storage) {
        this.storage = storage;
    }

    /**
     * Deletes the temporary files and epoch files of older epochs, and notes the orphans: snapshots and stored files of older epochs
     * that no retained manifest reaches. Only a committed takeover batch proves that their writers can name them no more.
     */
    void afterTakeover(long epoch, Retention retention) {
        for (StoredFile file : CheckpointReader.list(storage, FileNames.TEMPORARY)) {
            if (isOlder(FileNames.parseTemporaryEpoch(file.name()), epoch)) {
                delete(FileNames.TEMPORARY + "/" + file.name());
            }
        }
        for (StoredFile file : CheckpointReader.list(storage, FileNames.EPOCHS)) {
            if (isOlder(FileNames.parseEpoch(file.name()), epoch)) {
                delete(FileNames.EPOCHS + "/" + file.name());
            }
        }
        for (StoredFile file : CheckpointReader.list(storage, FileNames.SNAPSHOTS)) {
            Optional<Digest> snapshot = FileNames.parseSnapshot(file.name());
            if (snapshot.isPresent() && !retention.reaches(snapshot.get()) && isOlder(epochOf(snapshot.get()), epoch)) {
                orphans.add(FileNames.snapshot(snapshot.get()));
            }
        }
        Set<String> reached = retention.reachedFiles();
        for (StoredFile file : CheckpointReader.list(storage, FileNames.FILES)) {
            if (!reached.contains(file.name()) && isOlder(FileNames.parseStoredEpoch(file.name()), epoch)) {
                orphans.add(FileNames.file(file.name()));
            }
        }
    }

    private static boolean isOlder(OptionalLong found, long epoch) {
        return found.isPresent() && found.getAsLong() < epoch;
    }

    private OptionalLong epochOf(Digest snapshot) {
        try {
            return SnapshotStore.epoch(SnapshotStore.read(storage, snapshot));
        } catch (CorruptCheckpointException e) {
            LOG.warn("A snapshot that no batch uses is damaged; it stays where it is", e);
            return OptionalLong.empty();
        }
    }

    /** Deletes the garbage and the orphans; the batch files first, and durably, since they name the rest. */
    void delete(Retention.Garbage garbage) {
        for (long batch = garbage.batchFrom(); batch < garbage.batchUntil(); batch++) {
            delete(FileNames.batch(batch));
        }
        boolean anyBatch = garbage.batchFrom() < garbage.batchUntil();
        if (anyBatch) {
            syncDirectory(FileNames.BATCHES);
        }
        garbage.snapshots().forEach(snapshot -> delete(FileNames.snapshot(snapshot)));
        garbage.files().forEach(file -> delete(FileNames.file(file)));
        orphans.forEach(this::delete);
        orphans.clear();
    }

    private void delete(String path) {
        try {
            storage.delete(path);
        } catch (IOException e) {
            throw StorageFailure.of(storage, "delete", path, e);
        }
    }

    private void syncDirectory(String directory) {
        try {
            storage.syncDirectory(directory);
        } catch (IOException e) {
            throw StorageFailure.of(storage, "sync the directory", directory, e);
        }
    }
}
