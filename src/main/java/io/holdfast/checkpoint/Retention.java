package io.holdfast.checkpoint;

import io.holdfast.common.Digest;
import io.holdfast.format.Manifest;
import io.holdfast.format.SnapshotDescriptor;
import io.holdfast.format.SnapshotDescriptor.SnapshotFile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Decides what stays. The floor is the oldest retained batch; it moves only forward, and never past the batch itself.
 * A batch from the floor up keeps its own file, the files of the batches replayed over its snapshots or with output that it
 * does not know to be published, the descriptors it names, and their files.
 *
 * <p>Descriptors and files are judged only by manifests: garbage is what a committed manifest named, and no retained
 * one names any more. So an upload in flight is never garbage. What was uploaded and never named stays until the
 * next takeover finds it. A new snapshot may therefore reuse files only of a snapshot that the head names, or of later
 * ones of the same process: nothing else keeps files from becoming garbage meanwhile.
 *
 * <p>Thread-safe: commits and pruning meet here.
 */
final class Retention {

    private final RetentionPolicy policy;
    private final TreeMap<Long, Reach> retained = new TreeMap<>();
    private final Map<Digest, SnapshotDescriptor> known = new HashMap<>();
    private final Set<Digest> reserved = new HashSet<>();
    private final TreeSet<Long> files = new TreeSet<>();
    private long floor;

    Retention(RetentionPolicy policy) {
        this.policy = policy;
    }

    /** Forgets everything and starts from a past. */
    synchronized void learn(History history) {
        retained.clear();
        retained.putAll(history.retained());
        known.clear();
        known.putAll(history.snapshots());
        reserved.clear();
        files.clear();
        files.addAll(history.files());
        floor = history.head() == null ? 0 : history.head().manifest().floor();
    }

    /** The floor that the next batch states. */
    synchronized long floorWith(Manifest next) {
        return Math.max(floor, Math.min(oldestCounted(next), oldestYoung(next)));
    }

    private long oldestCounted(Manifest next) {
        int counted = Reach.of(next).counts() ? 1 : 0;
        if (counted == policy.batches()) {
            return next.batch();
        }
        for (Map.Entry<Long, Reach> batch : retained.descendingMap().entrySet()) {
            counted += batch.getValue().counts() ? 1 : 0;
            if (counted == policy.batches()) {
                return batch.getKey();
            }
        }
        return floor;
    }

    /** Batch times never go back, so all from here on are young, too. */
    private long oldestYoung(Manifest next) {
        if (!policy.age().isZero()) {
            for (Map.Entry<Long, Reach> batch : retained.tailMap(floor).entrySet()) {
                Duration age = Duration.ofMillis(
                        next.batchTimeMillis() - batch.getValue().batchTimeMillis());
                if (age.compareTo(policy.age()) <= 0) {
                    return batch.getKey();
                }
            }
        }
        return next.batch();
    }

    /** Checks the snapshots that a batch is about to name first, and keeps them from now on. */
    synchronized void reserve(Manifest next, SnapshotFilesCheck check) {
        Set<Digest> snapshots = Reach.of(next).snapshots();
        if (!known.keySet().containsAll(snapshots)) {
            check.run(next, known);
        }
        reserved.addAll(snapshots);
    }

    /** See {@link SnapshotFiles#check}. */
    interface SnapshotFilesCheck {
        void run(Manifest manifest, Map<Digest, SnapshotDescriptor> known);
    }

    /** Only now may the floor that the batch states cost anything. */
    synchronized void committed(Manifest manifest) {
        Reach reach = Reach.of(manifest);
        retained.put(manifest.batch(), reach);
        files.add(manifest.batch());
        reserved.removeAll(reach.snapshots());
        floor = manifest.floor();
    }

    /**
     * What is to be deleted, in this order, but for what pins hold.
     *
     * @param batches batch files, ascending
     * @param snapshots descriptors
     * @param files stored files that only these reached
     */
    record Garbage(List<Long> batches, List<Digest> snapshots, Set<String> files) {}

    /** What has become garbage since the last call. */
    synchronized Garbage collect() {
        retained.headMap(floor).clear();
        long oldestNeeded = floor;
        Set<Digest> live = new HashSet<>(reserved);
        for (Reach reach : retained.values()) {
            oldestNeeded = Math.min(oldestNeeded, reach.oldestBatch());
            live.addAll(reach.snapshots());
        }
        List<Digest> dead = new ArrayList<>();
        Set<String> deadFiles = new HashSet<>();
        known.forEach((digest, descriptor) -> {
            if (!live.contains(digest)) {
                dead.add(digest);
                addFiles(deadFiles, descriptor);
            }
        });
        known.keySet().removeAll(dead);
        known.values().forEach(descriptor -> removeFiles(deadFiles, descriptor));
        SortedSet<Long> older = files.headSet(oldestNeeded);
        Garbage garbage = new Garbage(List.copyOf(older), dead, deadFiles);
        older.clear();
        return garbage;
    }

    /** Whether any retained or reserved snapshot is this one. */
    synchronized boolean reaches(Digest snapshot) {
        return known.containsKey(snapshot);
    }

    /** The stored files of all retained and reserved snapshots. */
    synchronized Set<String> reachedFiles() {
        Set<String> files = new HashSet<>();
        known.values().forEach(descriptor -> addFiles(files, descriptor));
        return files;
    }

    private static void addFiles(Set<String> files, SnapshotDescriptor descriptor) {
        for (SnapshotFile file : descriptor.files()) {
            files.add(file.storedName());
        }
    }

    private static void removeFiles(Set<String> files, SnapshotDescriptor descriptor) {
        for (SnapshotFile file : descriptor.files()) {
            files.remove(file.storedName());
        }
    }
}
