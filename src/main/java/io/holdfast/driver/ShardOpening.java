package io.holdfast.driver;

import io.holdfast.checkpoint.Checkpoint.Committed;
import io.holdfast.checkpoint.CheckpointReader;
import io.holdfast.codec.Types;
import io.holdfast.format.Manifest;
import io.holdfast.format.Manifest.ShardProgress;
import io.holdfast.format.Manifest.StateProgress;
import io.holdfast.plan.Node;
import io.holdfast.plan.Plan;
import io.holdfast.state.KeyGroups;
import io.holdfast.state.RestorePoint;
import io.holdfast.state.Shard;
import io.holdfast.state.ShardSetup;
import io.holdfast.state.ValueCodec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Opens shards with the state of a committed batch; what they store for snapshots is named after the epoch. Thread-safe. */
final class ShardOpening {

    private final Committed head;
    private final Plan plan;
    private final JobOptions options;
    private final Types types;
    private final JobEnvironment environment;
    private final CheckpointReader reader;
    private final long epoch;

    ShardOpening(
            Committed head,
            Plan plan,
            JobOptions options,
            Types types,
            JobEnvironment environment,
            CheckpointReader reader,
            long epoch) {
        this.head = head;
        this.plan = plan;
        this.options = options;
        this.types = types;
        this.environment = environment;
        this.reader = reader;
        this.epoch = epoch;
    }

    Shard open(int shard) {
        Manifest manifest = head.manifest();
        RestorePoint from =
                new RestorePoint(manifest.shards(), manifest.batch(), keys(shard), new CommittedDeltas(reader));
        return Shard.open(setup(shard), from);
    }

    private ShardSetup setup(int shard) {
        String nonce = environment.randomId();
        return new ShardSetup(
                head.manifest().jobId(),
                shard,
                KeyGroups.firstGroup(shard, options.parallelism()),
                KeyGroups.firstGroup(shard + 1, options.parallelism()),
                plan.stateful().stream().map(Node.WideNode::name).toList(),
                ValueCodec.of(types),
                new ShardSetup.Options(options.stateCacheBytes() / options.parallelism(), options.replayBudgetBytes()),
                WorkDirectory.shard(environment.workDirectory(), shard, nonce),
                environment.stores(),
                new StoredSnapshots(environment.storage(), epoch, shard, nonce),
                environment.workers());
    }

    private Map<String, Long> keys(int shard) {
        Map<String, Long> keys = new HashMap<>();
        for (Map.Entry<String, StateProgress> state : head.manifest().states().entrySet()) {
            List<Long> perShard = state.getValue().keys();
            keys.put(state.getKey(), isContinued(shard) ? perShard.get(shard) : 0L);
        }
        return keys;
    }

    /** Whether the head has this shard with the same key groups. */
    private boolean isContinued(int shard) {
        List<ShardProgress> shards = head.manifest().shards();
        return shards.size() == options.parallelism() && shard < shards.size();
    }
}
