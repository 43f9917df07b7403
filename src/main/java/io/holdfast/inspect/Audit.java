package io.holdfast.inspect;

import io.holdfast.checkpoint.CheckpointReader;
import io.holdfast.checkpoint.Pins;
import io.holdfast.checkpoint.Reach;
import io.holdfast.common.Digest;
import io.holdfast.common.MalformedBytesException;
import io.holdfast.failure.CorruptCheckpointException;
import io.holdfast.failure.IncompatibleCheckpointException;
import io.holdfast.format.BatchFileReader;
import io.holdfast.format.DeltaEntries;
import io.holdfast.format.EpochFile;
import io.holdfast.format.FileNames;
import io.holdfast.format.Manifest;
import io.holdfast.format.PinFile;
import io.holdfast.format.SnapshotDescriptor;
import io.holdfast.format.SnapshotStore;
import io.holdfast.format.WholeFile;
import io.holdfast.storage.Storage;
import io.holdfast.storage.StorageFailure;
import io.holdfast.storage.StoredFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Reads a checkpoint directory to its last byte and tells all that is wrong: each batch file with all its chunks and their entries,
 * the chain of digests, and each snapshot that a retained batch names with the content of its files. It goes on after damage.
 *
 * <p>The job may run meanwhile: what is missing because retention has given it up since is not damage. Used by one thread.
 */
public final class Audit {

    private final Storage storage;
    private final CheckpointReader reader;
    private final Progress progress;
    private final SortedMap<Long, Manifest> manifests = new TreeMap<>();
    private final List<Found> found = new ArrayList<>();
    private final Map<String, Long> files = new HashMap<>();
    private final Set<String> reached = new HashSet<>();
    private final Set<Long> pins = new HashSet<>();

    /** The stored files of each snapshot that could be read. */
    private final Map<Digest, List<String>> stored = new HashMap<>();

    private long total;
    private long done;
    private int snapshots;

    private Audit(Storage storage, Progress progress) {
        this.storage = storage;
        this.progress = progress;
        reader = new CheckpointReader(storage);
    }

    /**
     * Audits a directory that has a batch file.
     *
     * @param progress called by this thread
     */
    public static AuditResult of(Storage storage, Progress progress) {
        return new Audit(storage, progress).run();
    }

    /** Hears how far it is. */
    public interface Progress {
        void at(long doneBytes, long totalBytes);
    }

    /** A problem of a file that the batches from one to another need. */
    private record Found(String file, String message, long batch, boolean incompatible) {

        Found(String file, String message, long batch) {
            this(file, message, batch, false);
        }
    }

    private AuditResult run() {
        SortedMap<Long, Long> batches = new TreeMap<>();
        for (StoredFile file : list(FileNames.BATCHES)) {
            FileNames.parseBatch(file.name()).ifPresent(batch -> batches.put(batch, file.length()));
        }
        for (StoredFile file : list(FileNames.FILES)) {
            files.put(file.name(), file.length());
        }
        total = batches.values().stream().mapToLong(Long::longValue).sum()
                + files.values().stream().mapToLong(Long::longValue).sum();
        Map<Long, Digest> digests = new HashMap<>();
        batches.keySet().forEach(batch -> readBatch(batch, digests));
        readEpochs(batches.lastKey());
        readPins(batches.keySet());
        long floor = floor();
        checkChain(batches.keySet(), digests, floor);
        checkSnapshots(floor);
        long floorNow = floorNow(floor);
        List<AuditResult.Problem> problems = problems(floorNow);
        progress.at(total, total);
        return new AuditResult(
                batches.lastKey(), floorNow, restorable(floorNow), batches.size(), snapshots, done, problems, unused());
    }

    private void readBatch(long batch, Map<Long, Digest> digests) {
        String path = FileNames.batch(batch);
        check(path, batch, () -> {
            try (BatchFileReader file = reader.open(batch)) {
                for (Manifest.Chunk chunk : file.manifest().chunks()) {
                    readChunk(file, chunk);
                    advance(chunk.storedLength());
                }
                manifests.put(batch, file.manifest());
                digests.put(batch, file.digest());
            }
        });
    }

    /** A damaged one keeps the next process from taking an epoch: that is as good as a damaged head. */
    private void readEpochs(long head) {
        for (StoredFile file : list(FileNames.EPOCHS)) {
            String path = FileNames.EPOCHS + "/" + file.name();
            FileNames.parseEpoch(file.name())
                    .ifPresent(epoch -> check(path, head, () -> EpochFile.read(storage, epoch)));
        }
    }

    private void readPins(Set<Long> batches) {
        for (Pins.Found pin : Pins.list(storage)) {
            String path = FileNames.pin(pin.name());
            if (pin.pin() == null) {
                check(path, AuditResult.NONE, () -> PinFile.read(storage, pin.name()));
            } else if (batches.contains(pin.pin().batch())) {
                pins.add(pin.pin().batch());
            } else {
                found.add(new Found(
                        path, "batch " + pin.pin().batch() + ", which it holds, is missing", AuditResult.NONE));
            }
        }
    }

    private static void readChunk(BatchFileReader file, Manifest.Chunk chunk) {
        switch (chunk.section()) {
            case DELTA -> file.visitDelta(chunk, Ignored.ENTRIES);
            case OUTBOX -> file.visitOutbox(chunk, (bytes, offset, length) -> {});
        }
    }

    /** Entries are looked at only for being entries. */
    private enum Ignored implements DeltaEntries.Visitor {
        ENTRIES;

        @Override
        public void put(
                byte[] bytes, int keyOffset, int keyLength, int valueOffset, int valueLength, boolean newTimer) {
            // It could be read: that is all.
        }

        @Override
        public void delete(byte[] bytes, int keyOffset, int keyLength) {
            // It could be read: that is all.
        }
    }

    private void checkChain(Set<Long> listed, Map<Long, Digest> digests, long floor) {
        for (Map.Entry<Long, Manifest> entry : manifests.entrySet()) {
            long before = entry.getKey() - 1;
            Manifest child = entry.getValue();
            Digest digest = digests.get(before);
            Manifest parent = manifests.get(before);
            if (digest != null && !digest.equals(child.parent())) {
                found.add(new Found(
                        FileNames.batch(before),
                        "batch " + child.batch() + " follows a manifest with SHA-256 " + child.parent() + ", found "
                                + digest,
                        before));
            } else if (parent != null && !parent.jobId().equals(child.jobId())) {
                found.add(new Found(
                        FileNames.batch(before),
                        "expected job id " + child.jobId() + ", found " + parent.jobId(),
                        before));
            } else if (digest == null && !listed.contains(before) && (before >= floor || isNeeded(before, floor))) {
                found.add(new Found(FileNames.batch(before), "the file is missing", before));
            }
        }
    }

    /** The oldest retained batch, as the newest readable batch says. */
    private long floor() {
        long floor = 0;
        for (Manifest manifest : manifests.values()) {
            floor = manifest.floor();
        }
        return floor;
    }

    /** What a restart at any retained batch, or a fork of a pinned one, needs of the batch files. */
    private boolean isNeeded(long batch, long floor) {
        return kept(floor).anyMatch(manifest -> Reach.of(manifest).oldestBatch() <= batch && batch <= manifest.batch());
    }

    /** The batches that are retained, and those that are pinned. */
    private Stream<Manifest> kept(long floor) {
        return manifests.values().stream()
                .filter(manifest -> manifest.batch() >= floor || pins.contains(manifest.batch()));
    }

    /** Those of which nothing that they need was found to be damaged or missing. */
    private List<Long> restorable(long floor) {
        Set<String> bad = new HashSet<>();
        found.forEach(one -> bad.add(one.file()));
        Map<Long, Long> oldestInRow = new HashMap<>();
        for (long batch : manifests.keySet()) {
            if (!bad.contains(FileNames.batch(batch))) {
                oldestInRow.put(batch, oldestInRow.getOrDefault(batch - 1, batch));
            }
        }
        return kept(floor)
                .filter(manifest -> {
                    Reach reach = Reach.of(manifest);
                    return oldestInRow.getOrDefault(manifest.batch(), Long.MAX_VALUE) <= reach.oldestBatch()
                            && reach.snapshots().stream().allMatch(snapshot -> isSound(snapshot, bad));
                })
                .map(Manifest::batch)
                .toList();
    }

    private boolean isSound(Digest snapshot, Set<String> bad) {
        return !bad.contains(FileNames.snapshot(snapshot))
                && stored.getOrDefault(snapshot, List.of()).stream().noneMatch(bad::contains);
    }

    private void checkSnapshots(long floor) {
        List<Manifest> retained = kept(floor).toList();
        Map<Digest, Long> newest = new HashMap<>();
        retained.forEach(manifest -> Reach.of(manifest)
                .snapshots()
                .forEach(snapshot -> newest.merge(snapshot, manifest.batch(), Math::max)));
        snapshots = newest.size();
        newest.forEach((digest, batch) -> {
            String path = FileNames.snapshot(digest);
            reached.add(path);
            check(path, batch, () -> {
                SnapshotDescriptor descriptor = SnapshotStore.read(storage, digest);
                stored.put(
                        digest,
                        descriptor.files().stream()
                                .map(file -> FileNames.file(file.storedName()))
                                .toList());
                retained.forEach(manifest -> checkMeant(descriptor, digest, manifest));
                descriptor.files().forEach(file -> checkFile(file, batch));
            });
        });
    }

    /** Whether the descriptor is the one that a manifest means by its digest. */
    private void checkMeant(SnapshotDescriptor descriptor, Digest digest, Manifest manifest) {
        for (Manifest.ShardProgress shard : manifest.shards()) {
            if (digest.equals(shard.snapshot())
                    && (descriptor.through() != shard.snapshotThrough()
                            || descriptor.dirtyThrough() > manifest.batch()
                            || !descriptor.jobId().equals(manifest.jobId()))) {
                found.add(new Found(
                        FileNames.snapshot(digest),
                        "batch " + manifest.batch() + " means a snapshot of job id " + manifest.jobId()
                                + " through batch " + shard.snapshotThrough() + ", found job id " + descriptor.jobId()
                                + ", through " + descriptor.through() + ", with effects up to "
                                + descriptor.dirtyThrough(),
                        manifest.batch()));
            }
        }
    }

    private void checkFile(SnapshotDescriptor.SnapshotFile file, long batch) {
        String path = FileNames.file(file.storedName());
        if (!reached.add(path)) {
            return;
        }
        Long length = files.get(file.storedName());
        if (length == null) {
            found.add(new Found(path, "the file is missing", batch));
        } else if (length != file.length()) {
            found.add(new Found(path, "expected " + file.length() + " bytes, found " + length, batch));
        } else {
            check(path, batch, () -> WholeFile.read(storage, file, (bytes, count) -> advance(count)));
        }
    }

    private void check(String path, long batch, Runnable step) {
        try {
            step.run();
        } catch (IncompatibleCheckpointException e) {
            found.add(new Found(path, String.valueOf(e.getMessage()), batch, true));
        } catch (CorruptCheckpointException | MalformedBytesException e) {
            found.add(new Found(path, String.valueOf(e.getMessage()), batch));
        }
    }

    private void advance(long bytes) {
        done += bytes;
        progress.at(Math.min(done, total), total);
    }

    /** What no batch at or above the floor needs is given up, and may be gone. */
    private List<AuditResult.Problem> problems(long floor) {
        List<AuditResult.Problem> problems = new ArrayList<>();
        for (Found one : found) {
            long newest = newestAffected(one);
            if ((newest >= floor || isPinned(one)) && !isGoneEpoch(one)) {
                problems.add(new AuditResult.Problem(one.file(), one.message(), newest, one.incompatible()));
            }
        }
        return problems;
    }

    /** Whether it is about a pin that is still there, or a batch that is still pinned needs the file. */
    private boolean isPinned(Found one) {
        return Pins.list(storage).stream()
                .anyMatch(pin -> one.file().equals(FileNames.pin(pin.name()))
                        || (pin.pin() != null && needs(pin.pin().batch(), one)));
    }

    private boolean needs(long pinned, Found one) {
        Manifest manifest = manifests.get(pinned);
        return one.batch() == pinned
                || (manifest != null
                        && one.file().startsWith(FileNames.BATCHES)
                        && Reach.of(manifest).oldestBatch() <= one.batch()
                        && one.batch() < pinned);
    }

    /** A takeover deletes the epoch files of its predecessors. */
    private boolean isGoneEpoch(Found one) {
        return one.file().startsWith(FileNames.EPOCHS)
                && list(FileNames.EPOCHS).stream()
                        .noneMatch(file -> one.file().equals(FileNames.EPOCHS + "/" + file.name()));
    }

    /** The newest batch that needs a file: of a batch file, the newest that replays it. */
    private long newestAffected(Found one) {
        if (!one.file().startsWith(FileNames.BATCHES)) {
            return one.batch();
        }
        return manifests.tailMap(one.batch()).values().stream()
                .filter(manifest -> Reach.of(manifest).oldestBatch() <= one.batch())
                .mapToLong(Manifest::batch)
                .max()
                .orElse(one.batch());
    }

    /** The floor of the directory as it is now. */
    private long floorNow(long before) {
        try {
            OptionalLong head = reader.head();
            return head.isEmpty()
                    ? before
                    : reader.read(head.getAsLong()).manifest().floor();
        } catch (CorruptCheckpointException | IncompatibleCheckpointException e) {
            return before;
        }
    }

    private List<String> unused() {
        List<String> unused = new ArrayList<>();
        for (String directory : List.of(FileNames.SNAPSHOTS, FileNames.FILES, FileNames.TEMPORARY)) {
            for (StoredFile file : list(directory)) {
                String path = directory + "/" + file.name();
                if (!reached.contains(path)) {
                    unused.add(path);
                }
            }
        }
        return unused;
    }

    private List<StoredFile> list(String directory) {
        try {
            return storage.list(directory);
        } catch (IOException e) {
            throw StorageFailure.of(storage, "list", directory, e);
        }
    }
}
