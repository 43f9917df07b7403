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
import io.holdfast.storage.Storage;
import io.holdfast.testkit.simulation.DeterministicWorkers;
import io.holdfast.testkit.simulation.InMemoryWorkingStore;
import io.holdfast.testkit.simulation.ManualTime;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** All state of one retained batch, restored from the files as a fork would, in as many shards as one likes. */
public final class RestoredState {

    private final Storage storage;
    private final CheckpointReader reader;
    private final Manifest manifest;
    private final Types types;
    private final Path scratch;
    private final Map<String, Map<String, Object>> state = new TreeMap<>();

    private RestoredState(Storage storage, long batch, Types types, Path scratch) {
        this.storage = storage;
        this.scratch = scratch.resolve("restored-" + batch);
        reader = new CheckpointReader(storage);
        manifest = reader.read(batch).manifest();
        this.types = types.continuing(manifest.schemas());
        manifest.states().keySet().forEach(operator -> state.put(operator, new TreeMap<>()));
    }

    /** Per operator, key and value. */
    public static Map<String, Map<String, Object>> of(Storage storage, long batch, Types types, Path scratch)
            throws Exception {
        RestoredState restored = new RestoredState(storage, batch, types, scratch);
        return restored.in(restored.manifest.shards().size());
    }

    /** The same, cut into so many shards. */
    public static Map<String, Map<String, Object>> of(
            Storage storage, long batch, Types types, Path scratch, int shards) throws Exception {
        return new RestoredState(storage, batch, types, scratch).in(shards);
    }

    private Map<String, Map<String, Object>> in(int shards) throws Exception {
        for (int shard = 0; shard < shards; shard++) {
            ShardProgress cut = Continuity.emptyShard(shard, shards, -1);
            DeterministicWorkers workers = new DeterministicWorkers(1, new ManualTime());
            try (CommittedDeltas deltas = new CommittedDeltas(reader);
                    Transfers transfers = new Transfers(workers);
                    Shard open = Shard.open(setup(cut, transfers, workers), restorePoint(cut, deltas))) {
                for (Map.Entry<String, Map<String, Object>> operator : state.entrySet()) {
                    open.table(operator.getKey()).forEach(entry -> {
                        Object key = types.decode(new BytesReader(entry.key()));
                        Object before =
                                operator.getValue().put(String.valueOf(key), Objects.requireNonNull(entry.value()));
                        if (before != null) {
                            throw new AssertionError(key + " is in two shards");
                        }
                    });
                }
            }
        }
        return state;
    }

    private RestorePoint restorePoint(ShardProgress cut, CommittedDeltas deltas) {
        return new RestorePoint(manifest.shards(), manifest.batch(), ShardOpening.keys(manifest, cut), deltas);
    }

    private ShardSetup setup(ShardProgress cut, Transfers transfers, DeterministicWorkers workers) {
        return new ShardSetup(
                manifest.jobId(),
                cut.shard(),
                cut.keyGroupFrom(),
                cut.keyGroupUntil(),
                List.copyOf(state.keySet()),
                ValueCodec.of(types),
                ShardSetup.Options.DEFAULT,
                scratch.resolveSibling(scratch.getFileName() + "-" + cut.shard()),
                new InMemoryWorkingStore.Factory(),
                new StoredSnapshots(
                        storage,
                        0,
                        cut.shard(),
                        "none",
                        new KeptFiles(scratch.resolveSibling("kept")),
                        new RestoreProgress(new ManualTime())),
                transfers,
                workers);
    }
}
