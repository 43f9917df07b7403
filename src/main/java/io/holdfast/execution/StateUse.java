package io.holdfast.execution;

import io.holdfast.state.ShardUse;
import io.holdfast.state.TableUse;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * About what all state of a job takes, for people.
 *
 * @param tables by name
 * @param replayBytes what a restart would replay, of the shard that has the most
 * @param snapshotsOnTheirWay how many shards have begun a snapshot that no batch names yet
 */
public record StateUse(Map<String, TableUse> tables, long replayBytes, int snapshotsOnTheirWay) {

    /** Before it was measured. */
    public static final StateUse UNKNOWN = new StateUse(Map.of(), 0, 0);

    static StateUse of(List<ShardUse> shards) {
        Map<String, TableUse> tables = new TreeMap<>();
        shards.forEach(shard -> shard.tables().forEach((table, use) -> tables.merge(table, use, TableUse::plus)));
        return new StateUse(
                tables, shards.stream().mapToLong(ShardUse::replayBytes).max().orElse(0), (int)
                        shards.stream().filter(ShardUse::storing).count());
    }
}
