package io.holdfast.state;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.failure.CorruptCheckpointException;
import io.holdfast.testkit.simulation.InMemoryWorkingStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
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

    private final CountingStores stores = new CountingStores(new InMemoryWorkingStore.Factory());
    private final Path directory;

    StateTableTest(@TempDir Path directory) {
        this.directory = directory;
    }

    private History history(long cacheBytes, long budget) {
        return new History(
                directory, List.of("o", "p"), stores, new ShardSetup.Options(cacheBytes, budget), step -> {});
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

    /** Mutants: of what is copied from a shard that was cut differently no deadline becomes a timer; none becomes one, too. */
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
        stores.puts = 0;
        for (int part = 0; part < 2; part++) {
            try (Shard shard = history.open(part, 128 * part, 128 * part + 128, List.of("o"))) {
                shard.beginBatch(2);
                keys += shard.table("o").keys();
                due.addAll(due(shard, 100));
            }
        }
        assertThat(keys).isEqualTo(2);
        assertThat(stores.puts).as("two values and one timer").isEqualTo(3);
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

    private long readsOfStoreToFind(Shard shard, String key) {
        long before = stores.gets;
        find(shard, "o", key);
        return stores.gets - before;
    }

    /**
     * Mutants: of the keys that the cache holds, one that is loaded, evicted or removed is not counted, or one without
     * state is. The cache holds nothing but the last key that was looked for.
     */
    @Test
    void theStoreIsReadOnlyIfTheCacheLacksAKey() {
        try (Shard shard = history(NO_CACHE, NEVER_FULL).open()) {
            shard.beginBatch(0);
            put(shard, "o", "a", "v", StateTable.NO_DEADLINE);
            assertThat(readsOfStoreToFind(shard, "x")).isZero();
            assertThat(readsOfStoreToFind(shard, "y")).isEqualTo(1);
            assertThat(readsOfStoreToFind(shard, "a")).isEqualTo(1);
            assertThat(readsOfStoreToFind(shard, "x")).isZero();
            StateTable.Entry a = find(shard, "o", "a");
            assertThat(a.value()).isEqualTo("v");
            assertThat(stores.puts).as("writes of what has not changed since").isEqualTo(1);
            shard.table("o").remove(a);
            assertThat(readsOfStoreToFind(shard, "x")).isZero();
            assertThat(readsOfStoreToFind(shard, "y")).isZero();
            assertThat(shard.table("o").keys()).isZero();
        }
    }

    /** Mutants: a key is counted as often as it is replayed; one that was deleted still is. */
    @Test
    void keysThatAreReplayedAreCountedOnce() {
        History history = history(LARGE_CACHE, NEVER_FULL);
        try (Shard shard = history.open()) {
            shard.beginBatch(0);
            put(shard, "o", "a", "v", StateTable.NO_DEADLINE);
            put(shard, "o", "b", "v", StateTable.NO_DEADLINE);
            put(shard, "o", "never there", "v", StateTable.NO_DEADLINE);
            shard.table("o").remove(find(shard, "o", "never there"));
            end(history, shard);
            shard.beginBatch(1);
            put(shard, "o", "a", "w", StateTable.NO_DEADLINE);
            shard.table("o").remove(find(shard, "o", "b"));
            end(history, shard);
        }
        try (Shard shard = history.open()) {
            assertThat(shard.table("o").keys()).isEqualTo(1);
            assertThat(readsOfStoreToFind(shard, "b")).isZero();
        }
    }

    /** Mutant: it comes back as a timer at the end of time. */
    @Test
    void aDeadlineThatIsTakenBackInItsBatchIsNotReplayed() {
        History history = history(LARGE_CACHE, NEVER_FULL);
        try (Shard shard = history.open()) {
            shard.beginBatch(0);
            put(shard, "o", "a", "v", 100);
            put(shard, "o", "a", "v", StateTable.NO_DEADLINE);
            end(history, shard);
        }
        stores.puts = 0;
        history.open().close();
        assertThat(stores.puts).isZero();
    }

    /** Mutants: one slot more is looked at, or one entry more is taken. */
    @Test
    void evictionTakesNoMoreThanIsWantedFromNoMoreSlots() {
        try (Shard shard = history(LARGE_CACHE, NEVER_FULL).open()) {
            StateTable table = shard.table("o");
            List.of("a", "b", "c").forEach(key -> find(shard, "o", key));
            int one = CacheEntry.weight(1, 0);
            assertThat(table.evict(table.slots(), Long.MAX_VALUE))
                    .as("were just used")
                    .isZero();
            for (int i = 0; i < table.slots(); i++) {
                assertThat(table.evict(0, Long.MAX_VALUE)).isZero();
            }
            assertThat(table.evict(table.slots(), one)).isEqualTo(one);
            assertThat(table.evict(table.slots(), one + 1)).isEqualTo(2 * one);
        }
    }

    private static List<String> scan(Shard shard, Consumer<String> visitor) throws Exception {
        List<String> seen = new ArrayList<>();
        shard.table("o").forEach(entry -> {
            String key = new String(entry.key(), StandardCharsets.UTF_8);
            seen.add(key);
            visitor.accept(key);
        });
        return seen;
    }

    /** Mutants: what is evicted while a scan goes on is met again in the store; what a scan held back is never evicted. */
    @Test
    void aScanVisitsEachKeyOnceWhateverIsEvictedMeanwhile() throws Exception {
        try (Shard shard = history(NO_CACHE, NEVER_FULL).open()) {
            shard.beginBatch(0);
            put(shard, "o", "a", "v", StateTable.NO_DEADLINE);
            put(shard, "o", "b", "v", StateTable.NO_DEADLINE);
            List<String> seen = scan(shard, key -> {
                find(shard, "p", key + "1");
                find(shard, "p", key + "2");
            });
            assertThat(seen).containsExactly("b", "a");
            find(shard, "p", "x");
            shard.endBatch();
            assertThat(shard.cacheBytes()).isEqualTo(CacheEntry.weight(1, 0));
        }
    }

    /** Mutants: a key without state is visited because it is cached, or because the store still has it. */
    @Test
    void aScanDoesNotVisitAKeyThatWasRemoved() throws Exception {
        try (Shard shard = history(NO_CACHE, NEVER_FULL).open()) {
            shard.beginBatch(0);
            put(shard, "o", "a", "v", StateTable.NO_DEADLINE);
            put(shard, "o", "b", "v", StateTable.NO_DEADLINE);
            shard.table("o").remove(find(shard, "o", "a"));
            assertThat(scan(shard, key -> {})).containsExactly("b");
        }
    }

    /** Mutant: the store is read although the cache holds every key. */
    @Test
    void aScanOfKeysThatAreAllCachedDoesNotReadTheStore() throws Exception {
        try (Shard shard = history(LARGE_CACHE, NEVER_FULL).open()) {
            shard.beginBatch(0);
            put(shard, "o", "a", "v", StateTable.NO_DEADLINE);
            stores.scans = 0;
            assertThat(scan(shard, key -> {})).containsExactly("a");
            assertThat(stores.scans).isZero();
        }
    }

    /** Mutants, some of {@link CacheEntry}: a value is encoded at once, or decoded for each who asks; one that can be changed is not. */
    @Test
    void aValueIsSharedOnlyIfNobodyCanChangeIt() {
        try (Shard shard = history(NO_CACHE, NEVER_FULL).open()) {
            shard.beginBatch(0);
            put(shard, "o", "a", "v", StateTable.NO_DEADLINE);
            assertThat(find(shard, "o", "a").value()).isSameAs("v");
            put(shard, "o", "b", List.of(1L), StateTable.NO_DEADLINE);
            StateTable.Entry a = find(shard, "o", "a");
            assertThat(a.value()).isEqualTo("v").isSameAs(a.value());
            StateTable.Entry b = find(shard, "o", "b");
            assertThat(b.value()).isEqualTo(List.of(1L)).isNotSameAs(b.value());
        }
    }

    /** Mutants of {@link CacheEntry}. */
    @Test
    void anEntryTellsWhetherItsKeyHasStateAndUntilWhen() {
        try (Shard shard = history(LARGE_CACHE, NEVER_FULL).open()) {
            shard.beginBatch(0);
            StateTable.Entry entry = find(shard, "o", "a");
            assertThat(entry.exists()).isFalse();
            shard.table("o").put(entry, "v", 100);
            assertThat(entry.exists()).isTrue();
            assertThat(entry.deadlineMillis()).isEqualTo(100);
            shard.table("o").remove(entry);
            shard.table("o").remove(entry);
            assertThat(shard.table("o").keys()).isZero();
            assertThat(entry.exists()).isFalse();
            assertThat(entry.value()).isNull();
            assertThat(entry.deadlineMillis()).isEqualTo(StateTable.NO_DEADLINE);
        }
    }

    /** Mutant: whatever the store still lacks of it is in the delta of the batch that evicts it. */
    @Test
    void aChangeOfAnEarlierBatchThatIsEvictedIsInNoOtherDelta() {
        History history = history(NO_CACHE, NEVER_FULL);
        try (Shard shard = history.open()) {
            shard.beginBatch(0);
            put(shard, "o", "a", "v", StateTable.NO_DEADLINE);
            end(history, shard);
            shard.beginBatch(1);
            find(shard, "o", "x");
            assertThat(stores.puts).isEqualTo(1);
            assertThat(shard.endBatch().deltas()).isEmpty();
        }
    }
}
