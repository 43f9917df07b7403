package io.holdfast.driver;

import io.holdfast.checkpoint.Checkpoint.Committed;
import io.holdfast.codec.Types;
import io.holdfast.failure.StorageException;
import io.holdfast.format.Manifest;
import io.holdfast.format.Manifest.ShardProgress;
import io.holdfast.format.Manifest.StateProgress;
import io.holdfast.plan.Plan;
import io.holdfast.plan.Table;
import io.holdfast.state.KeptFiles;
import io.holdfast.state.RestorePoint;
import io.holdfast.state.Shard;
import io.holdfast.state.ShardSetup;
import io.holdfast.state.Transfers;
import io.holdfast.state.ValueCodec;
import java.io.IOException;
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
    private final CommittedDeltas deltas;
    private final Transfers transfers;
    private final KeptFiles kept;
    private final RestoreProgress progress;
    private final long epoch;

    ShardOpening(
            Committed head,
            Plan plan,
            JobOptions options,
            Types types,
            JobEnvironment environment,
            CommittedDeltas deltas,
            Transfers transfers,
            long epoch) {
        this.head = head;
        this.plan = plan;
        this.options = options;
        this.types = types;
        this.environment = environment;
        this.deltas = deltas;
        this.transfers = transfers;
        this.kept = new KeptFiles(WorkDirectory.kept(environment.workDirectory()));
        this.progress = new RestoreProgress(environment.time());
        this.epoch = epoch;
    }

    Shard open(int shard) {
        Manifest manifest = head.manifest();
        ShardProgress cut = Continuity.emptyShard(shard, options.parallelism(), -1);
        RestorePoint from = new RestorePoint(manifest.shards(), manifest.batch(), keys(manifest, cut), deltas);
        return Shard.open(setup(cut), from);
    }

    /** To be called when all shards are open: what was kept for another try is not needed any more. */
    void done() {
        try {
            kept.clear();
        } catch (IOException e) {
            throw new StorageException(
                    "cannot clear the work directory " + environment.workDirectory() + " after the restore: " + e, e);
        }
    }

    private ShardSetup setup(ShardProgress cut) {
        String nonce = environment.randomId();
        return new ShardSetup(
                head.manifest().jobId(),
                cut.shard(),
                cut.keyGroupFrom(),
                cut.keyGroupUntil(),
                plan.tables().stream().map(Table::name).toList(),
                ValueCodec.of(types),
                new ShardSetup.Options(options.stateCacheBytes() / options.parallelism(), options.replayBudgetBytes()),
                WorkDirectory.shard(environment.workDirectory(), cut.shard(), nonce),
                environment.stores(),
                new StoredSnapshots(environment.storage(), epoch, cut.shard(), nonce, kept, progress),
                transfers,
                environment.workers());
    }

    /** How many keys each operator has in a shard; 0 if the shard is cut anew, for then they are counted. */
    static Map<String, Long> keys(Manifest manifest, ShardProgress cut) {
        boolean continued = manifest.shards().stream().anyMatch(past -> isSame(past, cut));
        Map<String, Long> keys = new HashMap<>();
        for (Map.Entry<String, StateProgress> state : manifest.states().entrySet()) {
            List<Long> perShard = state.getValue().keys();
            keys.put(state.getKey(), continued ? perShard.get(cut.shard()) : 0L);
        }
        return keys;
    }

    /** Also between different parallelisms a shard may keep its key groups: the first of 16 has those of the first of 17. */
    private static boolean isSame(ShardProgress past, ShardProgress cut) {
        return past.shard() == cut.shard()
                && past.keyGroupFrom() == cut.keyGroupFrom()
                && past.keyGroupUntil() == cut.keyGroupUntil();
    }
}
