package io.holdfast.checkpoint;

import io.holdfast.common.Digest;
import io.holdfast.failure.CorruptCheckpointException;
import io.holdfast.failure.IncompatibleCheckpointException;
import io.holdfast.format.FileNames;
import io.holdfast.format.SnapshotStore;
import io.holdfast.storage.Storage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the pins hold, read for each pruning anew; only what a batch reaches is remembered, as it never changes. While a pin
 * or what it names cannot be read, nobody can say what it holds: then everything is held. Used by one thread at a time.
 */
final class PinnedFiles {

    private static final Logger LOG = LoggerFactory.getLogger(PinnedFiles.class);

    private final Storage storage;
    private final Map<Long, Set<String>> known = new HashMap<>();
    private List<Set<String>> held = List.of();
    private String lastComplaint = "";

    PinnedFiles(Storage storage) {
        this.storage = storage;
    }

    /** Lists the pins; false if one cannot be read, so that nothing may be deleted. */
    boolean read() {
        List<Set<String>> all = new ArrayList<>();
        Set<Long> batches = new HashSet<>();
        for (Pins.Found found : Pins.list(storage)) {
            if (found.pin() == null) {
                complain("pin " + found.name() + " cannot be read: " + found.damage());
                return false;
            }
            long batch = found.pin().batch();
            batches.add(batch);
            try {
                if (known.containsKey(batch) || CheckpointReader.exists(storage, FileNames.batch(batch))) {
                    all.add(known.computeIfAbsent(batch, this::reachOf));
                }
            } catch (CorruptCheckpointException | IncompatibleCheckpointException e) {
                complain("what pin " + found.name() + " holds cannot be read: " + e.getMessage());
                return false;
            }
        }
        known.keySet().retainAll(batches);
        held = all;
        lastComplaint = "";
        return true;
    }

    /** Once, not for each batch that is committed meanwhile. */
    private void complain(String complaint) {
        if (!complaint.equals(lastComplaint)) {
            LOG.error("Until this is mended, or the pin removed with `unpin`, nothing is pruned: {}", complaint);
            lastComplaint = complaint;
        }
    }

    private Set<String> reachOf(long batch) {
        Reach reach = Reach.of(new CheckpointReader(storage).read(batch).manifest());
        Set<String> paths = new HashSet<>();
        for (Digest snapshot : reach.snapshots()) {
            paths.add(FileNames.snapshot(snapshot));
            SnapshotStore.read(storage, snapshot).files().forEach(file -> paths.add(FileNames.file(file.storedName())));
        }
        for (long id = reach.oldestBatch(); id <= batch; id++) {
            paths.add(FileNames.batch(id));
        }
        return paths;
    }

    boolean holds(String path) {
        return held.stream().anyMatch(paths -> paths.contains(path));
    }
}
