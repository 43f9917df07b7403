package io.holdfast.checkpoint;

import io.holdfast.common.Digest;
import io.holdfast.failure.CorruptCheckpointException;
import io.holdfast.format.FileNames;
import io.holdfast.format.SnapshotStore;
import io.holdfast.storage.Storage;
import io.holdfast.storage.StorageFailure;
import io.holdfast.storage.StoredFile;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Disposes of what dead processes left, found once after takeover, and of what retention gives up. */
final class Cleanup {

    private static final Logger LOG = LoggerFactory.getLogger(Cleanup.class);

    private final Storage storage;
    private final Disposal disposal;
    private final PinnedFiles pinned;

    /** Ascending. */
    private final SortedSet<String> batches = new TreeSet<>();

    private final Set<String> snapshots = new LinkedHashSet<>();

    private final Set<String> files = new LinkedHashSet<>();

    Cleanup(Storage storage, Disposal disposal) {
        this.storage = storage;
        this.disposal = disposal;
        pinned = new PinnedFiles(storage);
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
                snapshots.add(FileNames.snapshot(snapshot.get()));
            }
        }
        Set<String> reached = retention.reachedFiles();
        for (StoredFile file : CheckpointReader.list(storage, FileNames.FILES)) {
            if (!reached.contains(file.name()) && isOlder(FileNames.parseStoredEpoch(file.name()), epoch)) {
                files.add(FileNames.file(file.name()));
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

    /**
     * Deletes the garbage and the orphans, but for what pins hold: that is tried again each time. The batch files come first,
     * and durably, since they name the rest. The pins are listed only now that it is known what is garbage, see {@link Pins}.
     */
    void delete(Retention.Garbage garbage) {
        garbage.batches().forEach(batch -> batches.add(FileNames.batch(batch)));
        garbage.snapshots().forEach(snapshot -> snapshots.add(FileNames.snapshot(snapshot)));
        garbage.files().forEach(file -> files.add(FileNames.file(file)));
        if ((batches.isEmpty() && snapshots.isEmpty() && files.isEmpty()) || !pinned.read()) {
            return;
        }
        if (deleteUnpinned(batches)) {
            syncDirectory(FileNames.BATCHES);
        }
        deleteUnpinned(snapshots);
        deleteUnpinned(files);
    }

    /** Whether there were any. */
    private boolean deleteUnpinned(Set<String> paths) {
        List<String> unpinned =
                paths.stream().filter(path -> !pinned.holds(path)).toList();
        unpinned.forEach(this::delete);
        unpinned.forEach(paths::remove);
        return !unpinned.isEmpty();
    }

    private void delete(String path) {
        try {
            disposal.dispose(path);
        } catch (IOException e) {
            throw StorageFailure.of(storage, "delete", path, e);
        }
    }

    private void syncDirectory(String directory) {
        try {
            disposal.settle(directory);
        } catch (IOException e) {
            throw StorageFailure.of(storage, "sync the directory", directory, e);
        }
    }
}
