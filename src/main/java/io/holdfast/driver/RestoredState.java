package io.holdfast.driver;

import io.holdfast.checkpoint.CheckpointReader;
import io.holdfast.codec.Types;
import io.holdfast.common.BytesReader;
import io.holdfast.format.Manifest;
import io.holdfast.format.Manifest.ShardProgress;
import io.holdfast.state.KeptFiles;
import io.holdfast.state.RestorePoint;
import io.holdfast.state.Shard;
import io.holdfast.state.ShardSetup;
import io.holdfast.state.Transfers;
import io.holdfast.state.ValueCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** All state of one committed batch, as a process that begins there has it: snapshots are taken out, deltas replayed. */
public final class RestoredState {

    private final JobEnvironment environment;
    private final CheckpointReader reader;
    private final Manifest manifest;
    private final Types types;
    private final Map<String, List<Entry>> tables = new TreeMap<>();

    /**
     * One key.
     *
     * @param deadlineMillis since the epoch; {@link Long#MAX_VALUE} if there is none
     */
    public record Entry(Object key, Object value, long deadlineMillis) {}

    private RestoredState(JobEnvironment environment, long batch, Types types) {
        this.environment = environment;
        reader = new CheckpointReader(environment.storage());
        manifest = reader.read(batch).manifest();
        this.types = types.continuing(manifest.schemas());
        manifest.states().keySet().forEach(table -> tables.put(table, new ArrayList<>()));
    }

    /**
     * The entries of each table, by its name, in no order; none if there is no checkpoint.
     *
     * @param environment its storage is not changed
     * @param types those of the job
     */
    public static Map<String, List<Entry>> newest(JobEnvironment environment, Types types) throws Exception {
        CheckpointReader reader = new CheckpointReader(environment.storage());
        if (reader.head().isEmpty()) {
            return Map.of();
        }
        RestoredState newest = new RestoredState(environment, reader.requireHead(), types);
        return newest.in(newest.manifest.shards().size());
    }

    /**
     * The same of one retained batch, cut into so many shards.
     *
     * @param environment its storage takes snapshots, if these are not as many shards as the batch has
     */
    static Map<String, List<Entry>> of(JobEnvironment environment, long batch, Types types, int shards)
            throws Exception {
        return new RestoredState(environment, batch, types).in(shards);
    }

    private Map<String, List<Entry>> in(int shards) throws Exception {
        for (int shard = 0; shard < shards; shard++) {
            ShardProgress cut = Continuity.emptyShard(shard, shards, -1);
            try (CommittedDeltas deltas = new CommittedDeltas(reader);
                    Transfers transfers = new Transfers(environment.workers());
                    Shard open = Shard.open(setup(cut, transfers), restorePoint(cut, deltas))) {
                for (Map.Entry<String, List<Entry>> table : tables.entrySet()) {
                    addAll(open, table.getKey(), table.getValue());
                }
            }
        }
        return tables;
    }

    private void addAll(Shard shard, String table, List<Entry> entries) throws Exception {
        shard.table(table)
                .forEach(entry -> entries.add(new Entry(
                        Objects.requireNonNull(types.decode(new BytesReader(entry.key()))),
                        Objects.requireNonNull(entry.value()),
                        entry.deadlineMillis())));
    }

    private RestorePoint restorePoint(ShardProgress cut, CommittedDeltas deltas) {
        return new RestorePoint(manifest.shards(), manifest.batch(), ShardOpening.keys(manifest, cut), deltas);
    }

    private ShardSetup setup(ShardProgress cut, Transfers transfers) {
        String nonce = environment.randomId();
        return new ShardSetup(
                manifest.jobId(),
                cut.shard(),
                cut.keyGroupFrom(),
                cut.keyGroupUntil(),
                List.copyOf(tables.keySet()),
                ValueCodec.of(types),
                ShardSetup.Options.DEFAULT,
                WorkDirectory.shard(environment.workDirectory(), cut.shard(), nonce),
                environment.stores(),
                new StoredSnapshots(
                        environment.storage(),
                        manifest.epoch(),
                        cut.shard(),
                        nonce,
                        new KeptFiles(WorkDirectory.kept(environment.workDirectory())),
                        new RestoreProgress(environment.time())),
                transfers,
                environment.workers());
    }
}
