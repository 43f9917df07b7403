package io.holdfast.driver;

import io.holdfast.checkpoint.Checkpoint.Committed;
import io.holdfast.checkpoint.CheckpointReader;
import io.holdfast.codec.Types;
import io.holdfast.common.BytesReader;
import io.holdfast.common.DeterministicWorkers;
import io.holdfast.common.ManualTime;
import io.holdfast.format.Manifest;
import io.holdfast.state.InMemoryWorkingStore;
import io.holdfast.state.RestorePoint;
import io.holdfast.state.Shard;
import io.holdfast.state.ShardSetup;
import io.holdfast.state.ValueCodec;
import io.holdfast.storage.Storage;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** All state of one retained batch, restored from the files as a fork would. */
public final class RestoredState {

    private RestoredState() {}

    /** Per operator, key and value. */
    public static Map<String, Map<String, Object>> of(Storage storage, long batch, Types types, Path scratch)
            throws Exception {
        CheckpointReader reader = new CheckpointReader(storage);
        Committed committed = reader.read(batch);
        Manifest manifest = committed.manifest();
        Types continued = types.continuing(manifest.schemas());
        Map<String, Map<String, Object>> state = new TreeMap<>();
        List<String> operators = List.copyOf(manifest.states().keySet());
        operators.forEach(operator -> state.put(operator, new TreeMap<>()));
        for (Manifest.ShardProgress progress : manifest.shards()) {
            Map<String, Long> keys = new HashMap<>();
            manifest.states()
                    .forEach((operator, of) -> keys.put(operator, of.keys().get(progress.shard())));
            ShardSetup setup = new ShardSetup(
                    manifest.jobId(),
                    progress.shard(),
                    progress.keyGroupFrom(),
                    progress.keyGroupUntil(),
                    operators,
                    ValueCodec.of(continued),
                    ShardSetup.Options.DEFAULT,
                    scratch.resolve("restored-" + batch + "-" + progress.shard()),
                    new InMemoryWorkingStore.Factory(),
                    new StoredSnapshots(storage, 0, progress.shard(), "none"),
                    new DeterministicWorkers(1, new ManualTime()));
            RestorePoint from =
                    new RestorePoint(List.of(progress), manifest.batch(), keys, new CommittedDeltas(reader));
            try (Shard shard = Shard.open(setup, from)) {
                for (String operator : operators) {
                    Map<String, Object> values = Objects.requireNonNull(state.get(operator));
                    shard.table(operator)
                            .forEach(entry -> values.put(
                                    Objects.requireNonNull(continued.decode(new BytesReader(entry.key())))
                                            .toString(),
                                    Objects.requireNonNull(entry.value())));
                }
            }
        }
        return state;
    }
}
