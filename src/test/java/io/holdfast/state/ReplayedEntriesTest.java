package io.holdfast.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.testkit.simulation.InMemoryWorkingStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a restart replays over a snapshot, before the working store has it. Of the keys {@code 0} to {@code 99} the snapshot has the
 * first 70, of which those from 50 were changed since; the others are new since. Of those changed, one in five was removed.
 */
class ReplayedEntriesTest {

    private static final int KEYS = 100;

    /** Room for what was replayed, but only for some entries besides. */
    private static final long CACHE_BYTES = 6000;

    private final CountingStores stores = new CountingStores(new InMemoryWorkingStore.Factory());
    private final History history;

    ReplayedEntriesTest(@TempDir Path directory) {
        history =
                new History(directory, List.of("o"), stores, new ShardSetup.Options(CACHE_BYTES, 1 << 30), step -> {});
        try (Shard shard = history.open()) {
            batch(shard, 0, 70, "old");
            shard.requestSnapshot(0);
            history.workers.runAll();
            batch(shard, 70, 80, "in between");
            batch(shard, 50, 100, "new");
            shard.beginBatch(3);
            for (int key = 50; key < KEYS; key += 5) {
                shard.table("o").remove(find(shard, key));
            }
            history.commit(shard, 3, shard.endBatch());
        }
    }

    private void batch(Shard shard, int from, int until, String value) {
        long batch = history.head() + 1;
        shard.beginBatch(batch);
        for (int key = from; key < until; key++) {
            shard.table("o").put(find(shard, key), value, StateTable.NO_DEADLINE);
        }
        history.commit(shard, batch, shard.endBatch());
    }

    private Shard restart() {
        Shard shard = history.open();
        assertThat(shard.table("o").replayed().size()).isEqualTo(50);
        shard.beginBatch(history.head() + 1);
        return shard;
    }

    private static StateTable.Entry find(Shard shard, int key) {
        byte[] bytes = Integer.toString(key).getBytes(StandardCharsets.UTF_8);
        return shard.table("o").find(bytes, 0, bytes.length, KeyGroups.hash(bytes, 0, bytes.length));
    }

    private static @Nullable String expected(int key) {
        if (key < 50) {
            return "old";
        }
        return key % 5 == 0 ? null : "new";
    }

    /** Planted defects: the older of two entries counts; a removed key is asked of the store; what is found is written. */
    @Test
    void isFoundWithoutTheStore() {
        try (Shard shard = restart()) {
            stores.gets = 0;
            stores.puts = 0;
            for (int key = 50; key < KEYS; key++) {
                assertThat(find(shard, key).value()).isEqualTo(expected(key));
            }
            assertThat(stores.gets).isZero();
            assertThat(stores.puts).isZero();
            for (int key = 0; key < 50; key++) {
                assertThat(find(shard, key).value()).isEqualTo(expected(key));
            }
            assertThat(stores.gets).isEqualTo(50);
        }
    }

    /** Planted defect: keys that were replayed are fetched from the store, too. */
    @Test
    void isNotFetched() {
        try (Shard shard = restart()) {
            stores.gets = 0;
            KeyFetch fetch = shard.table("o").keyFetch();
            TextRows rows = new TextRows(
                    IntStream.range(0, KEYS).mapToObj(Integer::toString).toList());
            assertThat(fetch.want(rows, 40, KEYS)).isTrue();
            assertThat(fetch.fetch()).isEqualTo(60);
            assertThat(stores.gets).isEqualTo(10);
        }
    }

    /** Planted defect: a key whose newer value was evicted has the replayed one again. */
    @Test
    void isOlderThanWhatTheCacheHasEvicted() throws Exception {
        try (Shard shard = restart()) {
            for (int key = 0; key < KEYS; key++) {
                shard.table("o").put(find(shard, key), "newer " + key, StateTable.NO_DEADLINE);
            }
            for (int key = 0; key < KEYS; key++) {
                assertThat(find(shard, key).value()).isEqualTo("newer " + key);
            }
            assertThat(stores.puts).isGreaterThan(KEYS / 2);
            assertThat(seen(shard)).hasSize(KEYS).allSatisfy((key, value) -> assertThat(value)
                    .isEqualTo("newer " + key));
        }
    }

    private static Map<Integer, String> seen(Shard shard) throws Exception {
        Map<Integer, String> seen = new TreeMap<>();
        shard.table("o").forEach(entry -> assertThat(seen.put(number(entry), (String) entry.value()))
                .as("seen before")
                .isNull());
        return seen;
    }

    private static int number(StateTable.Entry entry) {
        return Integer.parseInt(new String(entry.key(), StandardCharsets.UTF_8));
    }

    /**
     * Planted defects: what was removed is seen; a key is seen in the store and in what was replayed; in both once more if the cache
     * has it.
     */
    @Test
    void isSeenOnceByAScan() throws Exception {
        try (Shard shard = restart()) {
            find(shard, 1);
            find(shard, 50);
            find(shard, 51);
            Map<Integer, String> seen = seen(shard);
            for (int key = 0; key < KEYS; key++) {
                assertThat(seen.get(key)).as("key %d", key).isEqualTo(expected(key));
            }
            assertThat(seen).hasSize(90);
        }
    }

    /**
     * Planted defects: what was replayed comes first, and is met again in the store after its eviction; an entry that is changed
     * by the scan and evicted is seen again.
     */
    @Test
    void isSeenOnceByAScanThatChangesAndEvicts() throws Exception {
        try (Shard shard = restart()) {
            int[] visits = new int[KEYS];
            shard.table("o").forEach(entry -> {
                visits[number(entry)]++;
                shard.table("o").put(entry, "changed", StateTable.NO_DEADLINE);
            });
            assertThat(IntStream.of(visits).max()).hasValue(1);
            assertThat(IntStream.of(visits).sum()).isEqualTo(90);
            assertThat(stores.puts).isPositive();
            assertThat(seen(shard).values()).hasSize(90).containsOnly("changed");
        }
    }

    /** Planted defects: the store gets what is older; a removed key stays in the store; memory is kept. */
    @Test
    void isInTheStoreAfterASnapshot() throws Exception {
        try (Shard shard = restart()) {
            history.commit(shard, 4, shard.endBatch());
            shard.requestSnapshot(4);
            assertThat(shard.table("o").replayed().bytes()).isZero();
            history.workers.runAll();
            shard.beginBatch(5);
            assertThat(history.commit(shard, 5, shard.endBatch())).isNotNull();
        }
        try (Shard shard = history.open()) {
            assertThat(shard.table("o").replayed().isEmpty()).isTrue();
            assertThat(seen(shard)).hasSize(90).containsEntry(0, "old").containsEntry(51, "new");
        }
    }
}
