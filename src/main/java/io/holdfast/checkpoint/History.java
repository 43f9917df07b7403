package io.holdfast.checkpoint;

import io.holdfast.checkpoint.Checkpoint.Committed;
import io.holdfast.common.Digest;
import io.holdfast.format.SnapshotDescriptor;
import io.holdfast.storage.Storage;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
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

    /** Reads it once. */
    static History read(Storage storage) {
        return new HistoryReader(storage).read();
    }
}
