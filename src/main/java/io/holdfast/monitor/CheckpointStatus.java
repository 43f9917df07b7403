package io.holdfast.monitor;

/**
 * The checkpoint, as the last batch left it.
 *
 * @param newest the newest batch
 * @param oldestRetained the oldest batch that can be restored
 * @param committedMillis when the newest batch was durable, since the epoch
 * @param fileBytes the length of its file
 * @param replayBytes about what a restart would replay, of the shard that has the most
 * @param shards how many shards have state
 * @param snapshotsOnTheirWay how many of them have begun a snapshot that no batch names yet
 * @param oldestSnapshot the batch whose effects the oldest snapshot in use holds; -1 without one
 */
public record CheckpointStatus(
        long newest,
        long oldestRetained,
        long committedMillis,
        long fileBytes,
        long replayBytes,
        int shards,
        int snapshotsOnTheirWay,
        long oldestSnapshot) {}
