package io.holdfast.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.testkit.simulation.InMemoryWorkingStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a restart would replay, and what is done about it. */
class ReplayBudgetTest {

    private static final long BATCH = ReplayLedger.BATCH_BYTES;

    private static History history(Path directory, long budget) {
        return new History(
                directory,
                List.of("o", "p"),
                new InMemoryWorkingStore.Factory(),
                new ShardSetup.Options(1 << 30, budget),
                step -> {});
    }

    private static void batch(History history, Shard shard, String operator, int keys, String value) {
        long batch = history.head() + 1;
        shard.beginBatch(batch);
        StateTable table = shard.table(operator);
        for (int i = 0; i < keys; i++) {
            byte[] key = Integer.toString(i).getBytes(StandardCharsets.UTF_8);
            table.put(
                    table.find(key, 0, key.length, KeyGroups.hash(key, 0, key.length)), value, StateTable.NO_DEADLINE);
        }
        history.commit(shard, batch, shard.endBatch());
    }

    /** Planted defect: bytes are all that counts, so that 32 MB of counters replay for seconds. */
    @Test
    void smallEntriesAskForASnapshotLongBeforeTheirBytesDo(@TempDir Path directory) {
        History history = history(directory, 16 * BATCH);
        try (Shard shard = history.open()) {
            batch(history, shard, "o", 5000, "");
            assertThat(shard.replayBytes()).isGreaterThan(5000 * ReplayLedger.ENTRY_BYTES);
            assertThat(history.workers.hasTasks()).isTrue();
        }
    }

    @Test
    void aFewLargeEntriesCountWithLittleMoreThanTheirBytes(@TempDir Path directory) {
        History history = history(directory, 16 * BATCH);
        try (Shard shard = history.open()) {
            batch(history, shard, "o", 10, "x".repeat(10_000));
            assertThat(shard.replayBytes()).isBetween(BATCH + 100_000, BATCH + 102_000);
            assertThat(history.workers.hasTasks()).isFalse();
        }
    }

    /**
     * As in a job that is restarted often and changes little: without this, the chain of files that each restart opens would grow
     * for ever.
     */
    @Test
    void batchesThatChangeNothingAskForASnapshotInTheEndAcrossRestarts(@TempDir Path directory) {
        History history = history(directory, 16 * BATCH);
        for (int restart = 0; restart < 4; restart++) {
            try (Shard shard = history.open()) {
                assertThat(history.workers.hasTasks()).isFalse();
                assertThat(shard.replayBytes()).isEqualTo(2 * restart * BATCH);
                batch(history, shard, "o", 0, "");
                batch(history, shard, "o", 0, "");
            }
        }
        try (Shard shard = history.open()) {
            batch(history, shard, "o", 0, "");
            assertThat(history.workers.hasTasks()).isTrue();
        }
    }

    /** Planted defects: the replay counts chunks as batches, or entries not at all. */
    @Test
    void aRestartKnowsWhatItReplayed(@TempDir Path directory) {
        History history = history(directory, 1 << 30);
        long before;
        try (Shard shard = history.open()) {
            batch(history, shard, "o", 20_000, "some value");
            batch(history, shard, "p", 10, "x");
            before = shard.replayBytes();
        }
        try (Shard shard = history.open()) {
            assertThat(shard.replayBytes()).isEqualTo(before);
        }
    }
}
