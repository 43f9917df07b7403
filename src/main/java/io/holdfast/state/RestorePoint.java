package io.holdfast.state;

import io.holdfast.format.Manifest.ShardProgress;
import java.util.List;
import java.util.Map;

/**
 * The state that a shard starts from: that of the committed batch {@code head}.
 *
 * @param past the shards of the head's manifest, at least those that share key groups with this one; none if there is no
 *     state yet. One with exactly the same key groups is continued. From others, as after a change of parallelism, the
 *     key groups are copied out one by one, and a snapshot of the result is stored before the shard has room for a batch.
 * @param head the newest committed batch, -1 if there is none
 * @param keys the number of keys with state per operator in the continued shard, as of the head; 0 will do if none is
 *     continued, since they are counted then. An operator that is missing here starts empty.
 * @param deltas the batches up to the head
 */
public record RestorePoint(List<ShardProgress> past, long head, Map<String, Long> keys, DeltaLog deltas) {

    public RestorePoint {
        past = List.copyOf(past);
        keys = Map.copyOf(keys);
    }

    /** Starts with nothing. */
    public static RestorePoint empty() {
        return new RestorePoint(List.of(), -1, Map.of(), (shard, after, through, visitor) -> {});
    }
}
