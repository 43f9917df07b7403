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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads and verifies a past that another process may be adding to, and pruning. Each batch but the head is read once, however often
 * the past is read: so a reader gets to the end of a past that loses its oldest batch, and gains a newest one, while it
 * reads, and a takeover that has lost a race reads only what is new. Used by one thread.
 */
final class HistoryReader {

    /** Another process can commit, and then prune, while we read; it can do so only so often. */
    private static final int ATTEMPTS_MAX = 10;

    private final Storage storage;
    private final CheckpointReader reader;
    private final SortedMap<Long, Link> links = new TreeMap<>();
    private final Map<Digest, SnapshotDescriptor> snapshots = new HashMap<>();

    HistoryReader(Storage storage) {
        this.storage = storage;
        reader = new CheckpointReader(storage);
    }

    /** What of a batch that was read has to be known later on. */
    private record Link(Digest digest, @Nullable Digest parent, String jobId, Reach reach) {

        static Link of(Committed batch) {
            Manifest manifest = batch.manifest();
            return new Link(batch.digest(), manifest.parent(), manifest.jobId(), Reach.of(manifest));
        }
    }

    History read() {
        for (int attempt = 1; ; attempt++) {
            List<Long> batches = reader.batches();
            try {
                return read(batches);
            } catch (CorruptCheckpointException e) {
                if (attempt == ATTEMPTS_MAX || reader.batches().equals(batches)) {
                    throw e;
                }
            }
        }
    }

    private History read(List<Long> batches) {
        if (batches.isEmpty()) {
            refuseLostBatches(FileNames.SNAPSHOTS);
            refuseLostBatches(FileNames.FILES);
            return new History(null, List.of(), new TreeMap<>(), Map.of());
        }
        Committed head = readWhole(reader, batches.get(batches.size() - 1));
        refuseHalfMade(head.manifest());
        SortedMap<Long, Reach> retained = walkBack(head);
        return new History(head, batches, retained, named(retained));
    }

    /** The batch below comes last, see {@link Export}. */
    private void refuseHalfMade(Manifest head) {
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
    private void refuseLostBatches(String directory) {
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

    private SortedMap<Long, Reach> walkBack(Committed head) {
        long newest = head.manifest().batch();
        long floor = head.manifest().floor();
        // A repair may have given up what was newer.
        links.tailMap(newest).clear();
        SnapshotFiles files = SnapshotFiles.list(storage);
        files.check(head.manifest(), snapshots);
        Link child = Link.of(head);
        links.put(newest, child);
        SortedMap<Long, Reach> retained = new TreeMap<>();
        retained.put(newest, child.reach());
        long oldest = Math.min(floor, child.reach().oldestBatch());
        for (long batch = newest - 1; batch >= oldest; batch--) {
            Link link = link(batch, floor, files);
            checkLink(batch, link, child);
            if (batch >= floor) {
                retained.put(batch, link.reach());
                oldest = Math.min(oldest, link.reach().oldestBatch());
            }
            child = link;
        }
        links.headMap(oldest).clear();
        return retained;
    }

    private Link link(long batch, long floor, SnapshotFiles files) {
        Link known = links.get(batch);
        if (known != null) {
            return known;
        }
        Committed read = reader.read(batch);
        if (batch >= floor) {
            files.check(read.manifest(), snapshots);
        }
        Link link = Link.of(read);
        links.put(batch, link);
        return link;
    }

    private void checkLink(long batch, Link parent, Link child) {
        String path = FileNames.batch(batch);
        if (!parent.digest().equals(child.parent())) {
            throw Damage.of(
                    storage,
                    path,
                    "a manifest with SHA-256 " + child.parent() + ", the parent of batch " + (batch + 1),
                    "SHA-256 " + parent.digest());
        }
        if (!parent.jobId().equals(child.jobId())) {
            throw Damage.of(storage, path, "job id " + child.jobId(), parent.jobId());
        }
    }

    /** Only what retained batches name: what was read of others may be gone by now. */
    private Map<Digest, SnapshotDescriptor> named(SortedMap<Long, Reach> retained) {
        Set<Digest> reached = new HashSet<>();
        retained.values().forEach(reach -> reached.addAll(reach.snapshots()));
        snapshots.keySet().retainAll(reached);
        return Map.copyOf(snapshots);
    }
}
