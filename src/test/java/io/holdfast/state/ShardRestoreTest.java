package io.holdfast.state;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.failure.CorruptCheckpointException;
import io.holdfast.format.Manifest.ShardProgress;
import io.holdfast.testkit.simulation.InMemoryWorkingStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a shard takes over of its past. Each test names the mutant of {@link ShardRestore} that nothing saw before. */
class ShardRestoreTest {

    private static final List<String> OPERATORS = List.of("o", "p");

    private final CountingStores stores = new CountingStores(new InMemoryWorkingStore.Factory());
    private final Path directory;
    private final History history;

    /** With a cache that holds nothing but the entry in hand, and a snapshot begun by every batch. */
    ShardRestoreTest(@TempDir Path directory) {
        this.directory = directory;
        history = history(directory, 1);
    }

    private History history(Path path, long cacheBytes) {
        return new History(
                path, OPERATORS, stores, new ShardSetup.Options(cacheBytes, ReplayLedger.BATCH_BYTES), step -> {});
    }

    private static StateTable.Entry find(Shard shard, String operator, String key) {
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        return shard.table(operator).find(bytes, 0, bytes.length, KeyGroups.hash(bytes, 0, bytes.length));
    }

    private Shard.Snapshot batch(Shard shard, String operator, String... keys) {
        long batch = history.head() + 1;
        shard.beginBatch(batch);
        for (String key : keys) {
            shard.table(operator).put(find(shard, operator, key), key + batch, StateTable.NO_DEADLINE);
        }
        Shard.Sealed sealed = shard.endBatch();
        history.workers.runAll();
        return requireNonNull(history.commit(shard, batch, sealed));
    }

    private ShardProgress progressOfHead() {
        return requireNonNull(history.batches.get(history.head())).progress();
    }

    private void runOneBatch() {
        try (Shard shard = history.open()) {
            batch(shard, "o", "a", "b");
        }
    }

    /** Mutants: the number, the first key group, or the last one is not compared. */
    @Test
    void onlyAShardOfTheSameNumberAndKeyGroupsIsContinued() {
        runOneBatch();
        for (int[] other : new int[][] {{1, 0, 256}, {0, 1, 256}, {0, 0, 255}}) {
            try (Shard shard = history.open(other[0], other[1], other[2], OPERATORS)) {
                assertThat(shard.progress()).isEqualTo(new ShardProgress(other[0], other[1], other[2], null, -1));
                assertThat(shard.roomForDeltas()).isNotDone();
            }
        }
    }

    /** Mutants: a restart forgets the snapshot that its past named; it waits for a new one. */
    @Test
    void aRestartNamesTheSnapshotOfItsPastAndWaitsForNothing() {
        runOneBatch();
        assertThat(progressOfHead().snapshot()).isNotNull();
        try (Shard shard = history.open()) {
            assertThat(shard.progress()).isEqualTo(progressOfHead());
            assertThat(shard.roomForDeltas()).isDone();
        }
    }

    /** Mutant: a restart forgets which table files are stored. */
    @Test
    void theFirstSnapshotAfterARestartStoresOnlyWhatHasChanged() {
        long whole;
        try (Shard shard = history.open()) {
            List<String> keys = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                keys.add("key" + i);
            }
            whole = batch(shard, "o", keys.toArray(String[]::new)).newBytes();
        }
        try (Shard shard = history.open()) {
            assertThat(batch(shard, "p", "a").newBytes()).isLessThan(whole / 2);
        }
    }

    /** Mutants: the space of an operator that starts empty is not dropped first. */
    @Test
    void anOperatorThatIsNewDoesNotReadWhatTheSnapshotHoldsUnderItsName() {
        runOneBatch();
        history.operatorsWithState.remove("o");
        try (Shard shard = history.open()) {
            shard.beginBatch(1);
            shard.table("o").put(find(shard, "o", "new"), "1", StateTable.NO_DEADLINE);
            find(shard, "o", "evicts it");
            find(shard, "p", "leaves nothing of o in hand");
            assertThat(find(shard, "o", "a").value()).isNull();
            assertThat(find(shard, "o", "new").value()).isEqualTo("1");
        }
    }

    /** Mutant: as if the first batch were none. */
    @Test
    void operatorsThatChangeAfterTheFirstBatchWaitForASnapshotToo() {
        runOneBatch();
        assertThat(history.head()).isZero();
        try (Shard shard = history.open(0, 0, 256, List.of("o"))) {
            assertThat(shard.roomForDeltas()).isNotDone();
        }
    }

    /** Mutant: a job that has not run yet waits for a snapshot of nothing. */
    @Test
    void aShardOfAJobWithoutABatchStartsAtOnce() {
        ShardProgress none = new ShardProgress(0, 0, 256, null, -1);
        RestorePoint point = new RestorePoint(List.of(none), -1, Map.of(), history);
        try (Shard shard = history.open(0, 0, 256, OPERATORS, point)) {
            assertThat(shard.roomForDeltas()).isDone();
            assertThat(history.workers.hasTasks()).isFalse();
        }
    }

    /** Mutants: a store stays open when its shard cannot be opened; when spaces of it were dropped; when it was copied. */
    @Test
    void aShardLeavesNoWorkingStoreOpen() {
        runOneBatch();
        history.open(1, 0, 128, OPERATORS).close();
        history.open(0, 0, 256, List.of("new", "o")).close();
        assertThat(stores.open).isZero();
        History.Batch head = requireNonNull(history.batches.get(0L));
        ShardProgress replayed = new ShardProgress(0, 0, 256, null, -1);
        History wrong = history(directory.resolve("wrong"), 1 << 30);
        wrong.batches.put(0L, new History.Batch(head.deltas(), List.of(0L, 0L), replayed));
        assertThatThrownBy(wrong::open).isInstanceOf(CorruptCheckpointException.class);
        assertThat(stores.open).isZero();
    }
}
