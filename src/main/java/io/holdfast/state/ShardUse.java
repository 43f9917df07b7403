package io.holdfast.state;

import java.util.Map;

/**
 * About what a shard takes, for people.
 *
 * @param tables by name
 * @param replayBytes what a restart would replay, see {@link Shard#replayBytes}
 * @param storing whether a snapshot is on its way
 */
public record ShardUse(Map<String, TableUse> tables, long replayBytes, boolean storing) {}
