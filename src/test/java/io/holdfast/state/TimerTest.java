package io.holdfast.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.testkit.simulation.InMemoryWorkingStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lazy index of deadlines. Counts are exact: they are what keeps timers O(expired + touched). */
class TimerTest {

    private final CountingStores stores = new CountingStores(new InMemoryWorkingStore.Factory());
    private long batch = -1;

    private Shard open(Path directory) {
        return new History(directory, List.of("o"), stores, new ShardSetup.Options(1 << 30, 1 << 30), step -> {})
                .open();
    }

    private static void put(Shard shard, String key, long deadlineMillis) {
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        StateTable table = shard.table("o");
        table.put(table.find(bytes, 0, bytes.length, KeyGroups.hash(bytes, 0, bytes.length)), 1L, deadlineMillis);
    }

    private List<String> expire(Shard shard, long timeMillis) throws Exception {
        List<String> due = new ArrayList<>();
        shard.table("o").forEachDue(timeMillis, entry -> {
            due.add(new String(entry.key(), StandardCharsets.UTF_8));
            shard.table("o").remove(entry);
        });
        return due;
    }

    private void begin(Shard shard) {
        shard.beginBatch(++batch);
    }

    /**
     * The soak with a thousand kills showed 480,000 timers of 3,000 keys. Planted defect: replaying a delta sets a timer for
     * each of its values.
     */
    @Test
    void restartsDoNotPileUpTimers(@TempDir Path directory) throws Exception {
        History history = new History(directory, List.of("o"), stores, new ShardSetup.Options(1 << 30, 1), step -> {});
        for (int life = 0; life < 10; life++) {
            try (Shard shard = history.open()) {
                for (int i = 0; i < 3; i++) {
                    begin(shard);
                    put(shard, "a", 1_000 + batch);
                    history.commit(shard, batch, shard.endBatch());
                    history.workers.runAll();
                }
            }
        }
        try (Shard shard = history.open()) {
            stores.deletes = 0;
            begin(shard);
            assertThat(expire(shard, 10_000)).containsExactly("a");
            assertThat(stores.deletes).as("timers of one key").isEqualTo(1);
        }
    }

    /** A window of a day is in the store, not in the cache, when its panes leave. Planted defect: the deadline is looked up first, then the entry. */
    @Test
    void aDueKeyThatIsOnlyInTheStoreIsLookedUpOnce(@TempDir Path directory) throws Exception {
        int cacheForFive = 1024;
        History history =
                new History(directory, List.of("o"), stores, new ShardSetup.Options(cacheForFive, 1 << 30), step -> {});
        try (Shard shard = history.open()) {
            begin(shard);
            List<String> keys = List.of("a", "b", "c");
            keys.forEach(key -> put(shard, key, 100));
            shard.endBatch();
            begin(shard);
            for (int i = 0; i < 100; i++) {
                put(shard, "evicts the others" + i, 200);
            }
            stores.gets = 0;
            assertThat(expire(shard, 100)).containsExactlyInAnyOrderElementsOf(keys);
            assertThat(stores.gets).isEqualTo(keys.size());
        }
    }

    @Test
    void aDeadlineThatMovesLaterWritesNothingUntilTimePassesTheOldOne(@TempDir Path directory) throws Exception {
        try (Shard shard = open(directory)) {
            begin(shard);
            put(shard, "a", 100);
            shard.endBatch();
            assertThat(stores.puts).isEqualTo(1);
            for (int i = 0; i < 50; i++) {
                begin(shard);
                assertThat(expire(shard, i)).isEmpty();
                put(shard, "a", 100 + i);
                assertThat(shard.endBatch().deadlines()).containsEntry("o", 100L);
            }
            assertThat(stores.puts + stores.deletes + stores.gets).isEqualTo(1);
            begin(shard);
            assertThat(expire(shard, 120)).isEmpty();
            assertThat(shard.endBatch().deadlines()).containsEntry("o", 149L);
            assertThat(stores.puts).isEqualTo(2);
            assertThat(stores.deletes).isEqualTo(1);
            begin(shard);
            assertThat(expire(shard, 149)).containsExactly("a");
            assertThat(shard.endBatch().deadlines()).containsEntry("o", Long.MAX_VALUE);
        }
    }

    @Test
    void timeThatPassesNoDeadlineAsksNothingOfTheStore(@TempDir Path directory) throws Exception {
        try (Shard shard = open(directory)) {
            begin(shard);
            put(shard, "a", 1000);
            shard.endBatch();
            long scans = stores.scans;
            for (int i = 0; i < 20; i++) {
                begin(shard);
                assertThat(expire(shard, i)).isEmpty();
                shard.endBatch();
                assertThat(shard.settleTimers(Map.of("o", (long) i))).containsEntry("o", 1000L);
            }
            assertThat(stores.scans).isEqualTo(scans);
        }
    }

    /** Mutant: after a restart there seems to be a timer at the beginning of time. */
    @Test
    void aShardThatWasRestoredKnowsItsEarliestDeadline(@TempDir Path directory) {
        History history = new History(directory, List.of("o"), stores, new ShardSetup.Options(1 << 30, 1), step -> {});
        try (Shard shard = history.open()) {
            begin(shard);
            put(shard, "a", 2000);
            put(shard, "b", 1000);
            history.commit(shard, batch, shard.endBatch());
        }
        try (Shard shard = history.open()) {
            begin(shard);
            assertThat(shard.endBatch().deadlines()).containsEntry("o", 1000L);
        }
    }

    @Test
    void manyKeysOfOneDeadlineAreDueTogether(@TempDir Path directory) throws Exception {
        try (Shard shard = open(directory)) {
            begin(shard);
            for (int i = 0; i < 5000; i++) {
                put(shard, "key" + i, 100);
            }
            put(shard, "later", 101);
            shard.endBatch();
            begin(shard);
            assertThat(expire(shard, 99)).isEmpty();
            long scans = stores.scans;
            assertThat(expire(shard, 100)).hasSize(5000).doesNotHaveDuplicates();
            assertThat(stores.scans - scans).as("runs of 1024 timers").isEqualTo(5);
            assertThat(stores.deletes).as("timers of the keys that were due").isEqualTo(5000);
            assertThat(expire(shard, 100)).isEmpty();
            assertThat(shard.endBatch().deadlines()).containsEntry("o", 101L);
            assertThat(shard.table("o").keys()).isEqualTo(1);
        }
    }

    @Test
    void settlingMovesStaleEntriesAndFindsTheEarliestThatIsDue(@TempDir Path directory) throws Exception {
        try (Shard shard = open(directory)) {
            begin(shard);
            put(shard, "moves", 10);
            put(shard, "goes", 11);
            put(shard, "stays", 30);
            put(shard, "moves less", 12);
            shard.endBatch();
            begin(shard);
            put(shard, "moves", 40);
            put(shard, "moves less", 25);
            put(shard, "goes", StateTable.NO_DEADLINE);
            shard.endBatch();
            assertThat(shard.settleTimers(Map.of("o", (long) 20))).containsEntry("o", 25L);
            assertThat(shard.settleTimers(Map.of("o", (long) 24))).containsEntry("o", 25L);
            assertThat(shard.settleTimers(Map.of("o", (long) 35))).containsEntry("o", 25L);
            begin(shard);
            assertThat(expire(shard, 35)).containsExactlyInAnyOrder("moves less", "stays");
            assertThat(shard.endBatch().deadlines()).containsEntry("o", 40L);
        }
    }

    /** A key is never left due: it would fire again in each batch. */
    @Test
    void aDueKeyThatIsLeftAsItIsIsABug(@TempDir Path directory) {
        try (Shard shard = open(directory)) {
            begin(shard);
            put(shard, "a", 10);
            assertThatThrownBy(() -> shard.table("o").forEachDue(10, entry -> {}))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    /**
     * Mutants: a deadline that is due to the millisecond loses its timer; the answer is where the timer was; entries are
     * looked at that cannot be earlier.
     */
    @Test
    void settlingLeavesWhatIsDueInPlaceAndLooksNoFurtherThanItMust(@TempDir Path directory) throws Exception {
        History history = new History(directory, List.of("o"), stores, new ShardSetup.Options(1, 1 << 30), step -> {});
        try (Shard shard = history.open()) {
            begin(shard);
            put(shard, "a", 5);
            put(shard, "a", 8);
            put(shard, "b", 8);
            put(shard, "in hand", StateTable.NO_DEADLINE);
            put(shard, "in hand now", StateTable.NO_DEADLINE);
            shard.endBatch();
            stores.gets = 0;
            assertThat(shard.settleTimers(Map.of("o", (long) 8))).containsEntry("o", 8L);
            assertThat(stores.gets).as("keys looked at").isEqualTo(1);
            assertThat(stores.deletes).isZero();
            begin(shard);
            assertThat(expire(shard, 8)).containsExactly("a", "b");
        }
    }

    /** Mutant: a deadline that moved out of reach counts as if it were due, before one that is earlier. */
    @Test
    void settlingKnowsNoDeadlineLaterThanTheEarliest(@TempDir Path directory) {
        try (Shard shard = open(directory)) {
            begin(shard);
            put(shard, "moves", 10);
            put(shard, "moves", 100);
            put(shard, "stays", 50);
            shard.endBatch();
            assertThat(shard.settleTimers(Map.of("o", (long) 20))).containsEntry("o", 50L);
        }
    }

    /** Mutant: a key without a deadline gets a timer at the end of time. */
    @Test
    void settlingDropsTheTimerOfAKeyThatHasNoDeadlineAnyMore(@TempDir Path directory) {
        try (Shard shard = open(directory)) {
            begin(shard);
            put(shard, "a", 10);
            put(shard, "a", StateTable.NO_DEADLINE);
            shard.endBatch();
            stores.puts = 0;
            assertThat(shard.settleTimers(Map.of("o", (long) 20))).containsEntry("o", Long.MAX_VALUE);
            assertThat(stores.puts).isZero();
            assertThat(stores.deletes).isEqualTo(1);
        }
    }

    /** Mutants: the scan goes on after the earliest deadline is found. */
    @Test
    void settlingStopsAtTheFirstTimerThatIsExact(@TempDir Path directory) {
        try (Shard shard = open(directory)) {
            begin(shard);
            for (int i = 0; i < 3000; i++) {
                put(shard, "key" + i, 10);
            }
            shard.endBatch();
            stores.scans = 0;
            assertThat(shard.settleTimers(Map.of("o", (long) 30))).containsEntry("o", 10L);
            assertThat(stores.scans).isEqualTo(1);
        }
    }

    /** Mutant: a key that was removed is asked for a deadline after the end of time. */
    @Test
    void aKeyMayBeRemovedAtTheEndOfTime(@TempDir Path directory) throws Exception {
        try (Shard shard = open(directory)) {
            begin(shard);
            put(shard, "a", 10);
            assertThat(expire(shard, Long.MAX_VALUE)).containsExactly("a");
        }
    }

    /** Mutant: it gets a timer at the end of time. */
    @Test
    void aDueKeyThatIsGivenNoDeadlineGetsNoTimer(@TempDir Path directory) throws Exception {
        try (Shard shard = open(directory)) {
            begin(shard);
            put(shard, "a", 10);
            stores.puts = 0;
            shard.table("o").forEachDue(10, entry -> shard.table("o").put(entry, 1L, StateTable.NO_DEADLINE));
            assertThat(stores.puts).isZero();
        }
    }

    /** Mutant: its value is asked for its deadline. */
    @Test
    void theTimerOfAKeyThatIsGoneIsDropped(@TempDir Path directory) throws Exception {
        History history = new History(directory, List.of("o"), stores, new ShardSetup.Options(1, 1 << 30), step -> {});
        try (Shard shard = history.open()) {
            begin(shard);
            put(shard, "a", 10);
            shard.table("o").forEach(shard.table("o")::remove);
            put(shard, "evicts it", StateTable.NO_DEADLINE);
            put(shard, "stays", 30);
            stores.deletes = 0;
            assertThat(shard.settleTimers(Map.of("o", (long) 20))).containsEntry("o", 30L);
            assertThat(stores.deletes).isEqualTo(1);
        }
    }
}
