package io.holdfast.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.state.rocksdb.RocksWorkingStores;
import io.holdfast.testkit.simulation.InMemoryWorkingStore;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random histories against plain maps. Planted defects seen to be caught here: an eviction in the open batch without
 * an entry in the delta; an evicted dirty entry that is not written; a later deadline after a timeout without a new
 * index entry; an index entry dropped instead of moved; a replay that starts at X + 2; a scan that lets cached entries be
 * evicted; the search for due keys starting after entries that were added behind it; a key taken to be absent because
 * all keys were cached once; a mutable value kept as it was put; a value dirtied again after it was written back, but
 * not queued.
 */
class ShardModelTest {

    @Test
    void stateEqualsTheModelAfterAnyHistoryInMemory(@TempDir Path directory) throws Exception {
        run(directory, 1, 80, new InMemoryWorkingStore.Factory());
    }

    @Test
    void stateEqualsTheModelAfterAnyHistoryInRocksDb(@TempDir Path directory) throws Exception {
        try (RocksWorkingStores stores = new RocksWorkingStores(8 << 20)) {
            run(directory, 10_000, 4, stores);
        }
    }

    private static void run(Path directory, long firstSeed, int seeds, WorkingStore.Factory stores) throws Exception {
        int snapshots = 0;
        int restores = 0;
        for (long seed = firstSeed; seed < firstSeed + seeds; seed++) {
            ModelRun run = new ModelRun(seed, Files.createDirectory(directory.resolve("run-" + seed)), stores);
            try {
                run.run(60);
            } catch (Throwable e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
            snapshots += run.snapshotsTaken;
            restores += run.restores;
        }
        assertThat(snapshots).as("snapshots that were named").isGreaterThan(2 * seeds);
        assertThat(restores).as("restores").isGreaterThan(4 * seeds);
    }
}
