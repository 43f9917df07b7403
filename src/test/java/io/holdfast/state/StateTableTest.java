package io.holdfast.state;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.failure.CorruptCheckpointException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Keys in one table, with a cache that holds nothing but the entry in hand where a test says so. Each test names the mutant
 * of {@link StateTable} that nothing but the random histories of ShardModelTest saw before.
 */
class StateTableTest {

    private static final int NO_CACHE = 1;
    private static final int LARGE_CACHE = 1 << 30;
    private static final long NEVER_FULL = 1 << 30;

    private final Path directory;

    StateTableTest(@TempDir Path directory) {
        this.directory = directory;
    }

    private History history(long cacheBytes, long budget) {
        return new History(
                directory,
                List.of("o", "p"),
                new InMemoryWorkingStore.Factory(),
                new ShardSetup.Options(cacheBytes, budget),
                step -> {});
    }

    private static StateTable.Entry find(Shard shard, String operator, String key) {
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        return shard.table(operator).find(bytes, 0, bytes.length, KeyGroups.hash(bytes, 0, bytes.length));
    }

    private static void put(Shard shard, String operator, String key, Object value, long deadlineMillis) {
        shard.table(operator).put(find(shard, operator, key), value, deadlineMillis);
    }

    private static void end(History history, Shard shard) {
        history.commit(shard, history.head() + 1, shard.endBatch());
        history.workers.runAll();
    }

    private static List<String> due(Shard shard, long timeMillis) throws Exception {
        List<String> due = new ArrayList<>();
        shard.table("o").forEachDue(timeMillis, entry -> {
            due.add(new String(entry.key(), StandardCharsets.UTF_8));
            shard.table("o").remove(entry);
        });
        return due;
    }

    /** Mutant: what was evicted is serialized again at the end of the batch. Without the entry at eviction, that writes it. */
    @Test
    void aChangeThatIsEvictedInsideItsBatchIsInItsDelta() {
        History history = history(NO_CACHE, NEVER_FULL);
        try (Shard shard = history.open()) {
            shard.beginBatch(0);
            for (int i = 0; i < 20; i++) {
                put(shard, "o", "key" + i, "value" + i, StateTable.NO_DEADLINE);
            }
            end(history, shard);
            assertThat(requireNonNull(history.batches.get(0L)).deltas().get(0).entries())
                    .isEqualTo(20);
        }
        try (Shard shard = history.open()) {
            for (int i = 0; i < 20; i++) {
                assertThat(find(shard, "o", "key" + i).value()).isEqualTo("value" + i);
            }
        }
    }

    /** Mutant: what is evicted of any operator goes to the first one's space. */
    @Test
    void aKeyThatTwoOperatorsUseIsTwoKeysInTheWorkingStoreToo() {
        try (Shard shard = history(NO_CACHE, NEVER_FULL).open()) {
            shard.beginBatch(0);
            put(shard, "o", "a", "of o", StateTable.NO_DEADLINE);
            put(shard, "p", "a", "of p", StateTable.NO_DEADLINE);
            find(shard, "o", "x");
            find(shard, "p", "x");
            find(shard, "o", "y");
            assertThat(find(shard, "o", "a").value()).isEqualTo("of o");
            assertThat(find(shard, "p", "a").value()).isEqualTo("of p");
        }
    }

    /** Mutant: replay restores values, but not the index of deadlines. */
    @Test
    void aDeadlineThatIsReplayedComesDue() throws Exception {
        History history = history(LARGE_CACHE, NEVER_FULL);
        try (Shard shard = history.open()) {
            shard.beginBatch(0);
            put(shard, "o", "a", "v", 100);
            end(history, shard);
        }
        try (Shard shard = history.open()) {
            shard.beginBatch(1);
            assertThat(due(shard, 99)).isEmpty();
            assertThat(due(shard, 100)).containsExactly("a");
        }
    }

    /** Mutant: values are copied from the snapshot of a shard that was cut differently, but not their deadlines. */
    @Test
    void aDeadlineThatIsCopiedOutOfAnotherShardComesDue() throws Exception {
        History history = history(LARGE_CACHE, 1);
        try (Shard shard = history.open()) {
            shard.beginBatch(0);
            put(shard, "o", "a", "v", 100);
            put(shard, "o", "b", "v", StateTable.NO_DEADLINE);
            end(history, shard);
            shard.beginBatch(1);
            end(history, shard);
        }
        assertThat(requireNonNull(history.batches.get(1L)).progress().snapshot())
                .isNotNull();
        List<String> due = new ArrayList<>();
        long keys = 0;
        for (int part = 0; part < 2; part++) {
            try (Shard shard = history.open(part, 128 * part, 128 * part + 128, List.of("o"))) {
                shard.beginBatch(2);
                keys += shard.table("o").keys();
                due.addAll(due(shard, 100));
            }
        }
        assertThat(keys).isEqualTo(2);
        assertThat(due).containsExactly("a");
    }

    /** Mutant: a key keeps no index entry if its visitor moves the deadline that came due. */
    @Test
    void aDueKeyThatIsGivenALaterDeadlineIsDueAgainThen() throws Exception {
        try (Shard shard = history(LARGE_CACHE, NEVER_FULL).open()) {
            shard.beginBatch(0);
            put(shard, "o", "a", "v", 100);
            shard.table("o").forEachDue(100, entry -> shard.table("o").put(entry, "w", 200));
            assertThat(due(shard, 199)).isEmpty();
            assertThat(due(shard, 200)).containsExactly("a");
        }
    }

    /** Mutants: the check is gone; it refuses the deadline 0 too. */
    @Test
    void aDeadlineIsNotNegative() throws Exception {
        try (Shard shard = history(LARGE_CACHE, NEVER_FULL).open()) {
            shard.beginBatch(0);
            put(shard, "o", "a", "v", 0);
            assertThat(due(shard, 0)).containsExactly("a");
            assertThatThrownBy(() -> put(shard, "o", "b", "v", -1))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("'o'");
        }
    }

    /** Mutants: an entry of another operator is changed; one that was given back and evicted is. */
    @Test
    void anEntryOfAnotherOperatorOrThatWasGivenBackIsNotChanged() {
        try (Shard shard = history(NO_CACHE, NEVER_FULL).open()) {
            shard.beginBatch(0);
            StateTable.Entry ofP = find(shard, "p", "a");
            assertThatThrownBy(() -> shard.table("o").put(ofP, "v", StateTable.NO_DEADLINE))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContainingAll("'p'", "'o'");
            StateTable.Entry old = find(shard, "o", "a");
            for (int i = 0; i < 10; i++) {
                find(shard, "o", "key" + i);
            }
            assertThatThrownBy(() -> shard.table("o").put(old, "v", StateTable.NO_DEADLINE))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("given back");
        }
    }

    /** Mutant: the number of keys that the manifest gives is believed whatever the deltas hold. */
    @Test
    void aManifestThatCountsFewerKeysThanItsDeltasHoldIsDamage() {
        History history = history(LARGE_CACHE, NEVER_FULL);
        try (Shard shard = history.open()) {
            shard.beginBatch(0);
            put(shard, "o", "a", "v", StateTable.NO_DEADLINE);
            put(shard, "o", "b", "v", StateTable.NO_DEADLINE);
            end(history, shard);
        }
        History.Batch batch = requireNonNull(history.batches.get(0L));
        history.batches.put(0L, new History.Batch(batch.deltas(), List.of(1L, 0L), batch.progress()));
        assertThatThrownBy(history::open)
                .isInstanceOf(CorruptCheckpointException.class)
                .hasMessageContainingAll("'o' has 1 keys", "hold 2");
    }

    /** Mutant: a value that is kept as bytes is empty in the delta. */
    @Test
    void aValueThatCanBeChangedIsInTheDeltaTheWayItWasPut() {
        History history = history(LARGE_CACHE, NEVER_FULL);
        try (Shard shard = history.open()) {
            shard.beginBatch(0);
            put(shard, "o", "a", List.of(1L, 2L), StateTable.NO_DEADLINE);
            end(history, shard);
        }
        try (Shard shard = history.open()) {
            assertThat(find(shard, "o", "a").value()).isEqualTo(List.of(1L, 2L));
        }
    }

    /** Mutant: a key counts as changed as often as it is put, and so asks for as much to be written back. */
    @Test
    void aKeyThatIsChangedTwiceInABatchIsOneChange() {
        try (Shard shard = history(LARGE_CACHE, NEVER_FULL).open()) {
            shard.beginBatch(0);
            put(shard, "o", "a", "1", StateTable.NO_DEADLINE);
            put(shard, "o", "a", "2", StateTable.NO_DEADLINE);
            assertThat(shard.table("o").changedKeys()).isEqualTo(1);
        }
    }
}
