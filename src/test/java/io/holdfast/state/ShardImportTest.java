package io.holdfast.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.format.Manifest.ShardProgress;
import io.holdfast.testkit.simulation.InMemoryWorkingStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a shard takes from those of a past that was cut differently. Each test names the mutants of {@link ShardImport}. */
class ShardImportTest {

    private static final int KEYS = 200;

    private final CountingStores stores = new CountingStores(new InMemoryWorkingStore.Factory());
    private final History history;

    ShardImportTest(@TempDir Path directory) {
        history =
                new History(directory, List.of("o", "p"), stores, new ShardSetup.Options(1 << 20, 1 << 30), step -> {});
    }

    private static StateTable.Entry find(Shard shard, String operator, int number) {
        byte[] key = Integer.toString(number).getBytes(StandardCharsets.UTF_8);
        return shard.table(operator).find(key, 0, key.length, KeyGroups.hash(key, 0, key.length));
    }

    /**
     * All keys in the first batch, and one that does not outlive it; the second removes half of those of the first operator,
     * and changes one. No snapshot.
     */
    private void runTwoBatches() {
        try (Shard shard = history.open()) {
            shard.beginBatch(0);
            for (int i = 0; i < KEYS; i++) {
                shard.table("o").put(find(shard, "o", i), 1L, StateTable.NO_DEADLINE);
                shard.table("p").put(find(shard, "p", i), 1L, StateTable.NO_DEADLINE);
            }
            shard.table("o").put(find(shard, "o", KEYS), 1L, StateTable.NO_DEADLINE);
            shard.table("o").remove(find(shard, "o", KEYS));
            history.commit(shard, 0, shard.endBatch());
            shard.beginBatch(1);
            for (int i = 0; i < KEYS / 2; i++) {
                shard.table("o").remove(find(shard, "o", i));
            }
            shard.table("o").put(find(shard, "o", KEYS - 1), 2L, StateTable.NO_DEADLINE);
            history.commit(shard, 1, shard.endBatch());
        }
    }

    /**
     * Mutants: keys are counted as often as they are put, or removed though they were not there; a snapshot is asked for that
     * there never was; deltas of an operator that is gone are read; keys of others
     * are deleted, in a store that never held them.
     */
    @Test
    void aPastWithoutASnapshotIsReplayedForTheKeysAndOperatorsThatAreOurs() {
        runTwoBatches();
        stores.deletes = 0;
        long keys = 0;
        for (int part = 0; part < 2; part++) {
            try (Shard shard = history.open(part, 128 * part, 128 * part + 128, List.of("o"))) {
                keys += shard.table("o").keys();
                assertThat(shard.roomForDeltas()).isNotDone();
            }
        }
        assertThat(keys).isEqualTo(KEYS / 2);
        assertThat(stores.deletes).isEqualTo(KEYS / 2 + 1);
    }

    /** Mutants: shards that end where this one begins, or begin where it ends, or any, are read as well. */
    @Test
    void onlyShardsWithKeyGroupsOfOursAreRead() {
        List<Integer> read = new ArrayList<>();
        List<ShardProgress> past = new ArrayList<>();
        for (int shard = 0; shard < 4; shard++) {
            past.add(new ShardProgress(shard, 64 * shard, 64 * shard + 64, null, -1));
        }
        RestorePoint from =
                new RestorePoint(past, 0, Map.of("o", 0L), (shard, after, through, visitor) -> read.add(shard));
        history.open(9, 64, 192, List.of("o"), from).close();
        assertThat(read).containsExactly(1, 2);
    }
}
