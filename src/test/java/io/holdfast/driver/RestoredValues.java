package io.holdfast.driver;

import io.holdfast.checkpoint.CheckpointReader;
import io.holdfast.codec.Types;
import io.holdfast.storage.Storage;
import io.holdfast.testkit.simulation.DeterministicWorkers;
import io.holdfast.testkit.simulation.InMemoryWorkingStore;
import io.holdfast.testkit.simulation.ManualTime;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** All state of one retained batch, restored from the files as a fork would, in as many shards as one likes. */
public final class RestoredValues {

    private RestoredValues() {}

    /** Per table, key and value. */
    public static Map<String, Map<String, Object>> of(Storage storage, long batch, Types types, Path scratch)
            throws Exception {
        int shards =
                new CheckpointReader(storage).read(batch).manifest().shards().size();
        return of(storage, batch, types, scratch, shards);
    }

    /** The same, cut into so many shards. */
    public static Map<String, Map<String, Object>> of(
            Storage storage, long batch, Types types, Path scratch, int shards) throws Exception {
        Map<String, Map<String, Object>> values = new TreeMap<>();
        RestoredState.of(environment(storage, scratch), batch, types, shards)
                .forEach((table, entries) -> values.put(table, byKey(entries)));
        return values;
    }

    private static JobEnvironment environment(Storage storage, Path scratch) {
        ManualTime time = new ManualTime();
        return new JobEnvironment(
                storage,
                scratch,
                new InMemoryWorkingStore.Factory(),
                new DeterministicWorkers(1, time),
                time,
                new SplittableRandom(1));
    }

    private static Map<String, Object> byKey(List<RestoredState.Entry> entries) {
        Map<String, Object> values = new TreeMap<>();
        for (RestoredState.Entry entry : entries) {
            if (values.put(String.valueOf(entry.key()), entry.value()) != null) {
                throw new AssertionError(entry.key() + " is in two shards");
            }
        }
        return values;
    }
}
