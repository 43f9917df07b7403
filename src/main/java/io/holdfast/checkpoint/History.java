package io.holdfast.checkpoint;

import io.holdfast.checkpoint.Checkpoint.Committed;
import io.holdfast.common.Digest;
import io.holdfast.failure.CorruptCheckpointException;
import io.holdfast.format.BatchFileReader;
import io.holdfast.format.Damage;
import io.holdfast.format.FileNames;
import io.holdfast.format.Manifest;
import io.holdfast.format.SnapshotDescriptor;
import io.holdfast.storage.Storage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The committed past of a directory, read backwards from the head and verified: all of the head's file, the chain of
 * manifests through the floor and through everything replayed from there, and the existence of what they name.
 *
 * @param head null in a new directory
 * @param files the ids of all batch files there are, needed or not; pins may have left gaps
 * @param retained what the batches from the floor to the head reach
 * @param snapshots the descriptors that they name
 */
record History(
        @Nullable Committed head,
        List<Long> files,
        SortedMap<Long, Reach> retained,
        Map<Digest, SnapshotDescriptor> snapshots) {

    /** Another process can commit, and then prune, while we read; it can do so only so often. */
    private static final int ATTEMPTS_MAX = 100;

    static History read(Storage storage) {
        CheckpointReader reader = new CheckpointReader(storage);
        for (int attempt = 1; ; attempt++) {
            List<Long> batches = reader.batches();
            try {
                return read(storage, reader, batches);
            } catch (CorruptCheckpointException e) {
                if (attempt == ATTEMPTS_MAX || reader.batches().equals(batches)) {
                    throw e;
                }
            }
        }
    }

    private static History read(Storage storage, CheckpointReader reader, List<Long> batches) {
        if (batches.isEmpty()) {
            refuseLostBatches(storage, FileNames.SNAPSHOTS);
            refuseLostBatches(storage, FileNames.FILES);
            return new History(null, List.of(), new TreeMap<>(), Map.of());
        }
        Committed newest = readWhole(reader, batches.get(batches.size() - 1));
        refuseHalfMade(storage, newest.manifest());
        Map<Digest, SnapshotDescriptor> snapshots = new HashMap<>();
        SortedMap<Long, Reach> retained = walkBack(storage, reader, newest, snapshots);
        return new History(newest, batches, retained, snapshots);
    }

    /** The batch below comes last, see {@link Export}. */
    private static void refuseHalfMade(Storage storage, Manifest head) {
        Manifest.Intervention intervention = head.intervention();
        if (intervention != null
                && intervention.from() != null
                && !CheckpointReader.exists(storage, FileNames.batch(head.batch() - 1))) {
            throw new CorruptCheckpointException(storage.location() + " is not whole: a copy of batch "
                    + intervention.from().batch() + " of " + intervention.from().directory()
                    + " was begun here and did not end; delete this directory, and make the copy again");
        }
    }

    /** A snapshot is stored only by a process whose takeover batch is committed. */
    private static void refuseLostBatches(Storage storage, String directory) {
        if (!CheckpointReader.list(storage, directory).isEmpty()) {
            throw Damage.of(
                    storage, FileNames.BATCHES, "the batches that use what " + directory + " holds", "no batch at all");
        }
    }

    /** A batch of which every byte was verified. */
    static Committed readWhole(CheckpointReader reader, long batch) {
        try (BatchFileReader file = reader.open(batch)) {
            file.verify();
            return new Committed(file.manifest(), file.digest());
        }
    }

    private static SortedMap<Long, Reach> walkBack(
            Storage storage, CheckpointReader reader, Committed head, Map<Digest, SnapshotDescriptor> snapshots) {
        SnapshotFiles files = SnapshotFiles.list(storage);
        long floor = head.manifest().floor();
        SortedMap<Long, Reach> retained = new TreeMap<>();
        long oldest = floor;
        for (Committed batch = head; ; ) {
            Manifest manifest = batch.manifest();
            if (manifest.batch() >= floor) {
                Reach reach = Reach.of(manifest);
                retained.put(manifest.batch(), reach);
                files.check(manifest, snapshots);
                oldest = Math.min(oldest, reach.oldestBatch());
            }
            if (manifest.batch() <= oldest) {
                return retained;
            }
            Committed parent = reader.read(manifest.batch() - 1);
            checkLink(storage, parent, manifest);
            batch = parent;
        }
    }

    private static void checkLink(Storage storage, Committed parent, Manifest child) {
        String path = FileNames.batch(parent.manifest().batch());
        if (!parent.digest().equals(child.parent())) {
            throw Damage.of(
                    storage,
                    path,
                    "a manifest with SHA-256 " + child.parent() + ", the parent of batch " + child.batch(),
                    "SHA-256 " + parent.digest());
        }
        if (!parent.manifest().jobId().equals(child.jobId())) {
            throw Damage.of(
                    storage, path, "job id " + child.jobId(), parent.manifest().jobId());
        }
    }
}
