package io.holdfast.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.testkit.simulation.InMemoryWorkingStore;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is known of the next keys saves reads of the working store. Counts are exact. */
class ReadAheadTest {

    private static final int CACHE_FOR_TEN = 2048;

    /** For how many rows the last fetch was enough. */
    private int fetched;

    /** Whether there was room for all that it was to bring. */
    private boolean hadRoom;

    private final CountingStores stores = new CountingStores(new InMemoryWorkingStore.Factory());

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    /** A table whose keys "a", "b" and "c" are in the store only, with their name as value. */
    private StateTable table(Shard shard) {
        StateTable table = shard.table("o");
        shard.beginBatch(0);
        TextRows rows = TextRows.of("a", "b", "c");
        for (int row = 0; row < 3; row++) {
            table.put(table.find(rows, row), rows.keys().get(row), StateTable.NO_DEADLINE);
        }
        for (int i = 0; i < 100; i++) {
            table.put(table.find(TextRows.of("evicts the others" + i), 0), "x", StateTable.NO_DEADLINE);
        }
        stores.gets = 0;
        stores.getAlls = 0;
        return table;
    }

    private Shard open() {
        return open(CACHE_FOR_TEN);
    }

    private Shard open(long cacheBytes) {
        return new History(directory, List.of("o"), stores, new ShardSetup.Options(cacheBytes, 1 << 30), step -> {})
                .open();
    }

    private void fetch(StateTable table, TextRows rows, int from, int until) {
        hadRoom = table.keyFetch().want(rows, from, until);
        fetched = table.keyFetch().fetch();
    }

    /** Planted defects: what is missing is read one by one, or not kept. */
    @Test
    void keysThatOnlyTheStoreHasAreReadTogether() {
        try (Shard shard = open()) {
            StateTable table = table(shard);
            TextRows rows = TextRows.of("not asked for", "a", "b", "c", "unknown", "not asked for either");
            fetch(table, rows, 1, 5);
            assertThat(stores.getAlls).isEqualTo(1);
            assertThat(stores.gets).isEqualTo(4);
            assertThat(table.find(rows, 1).value()).isEqualTo("a");
            assertThat(table.find(rows, 3).value()).isEqualTo("c");
            assertThat(table.find(rows, 4).exists()).isFalse();
            assertThat(stores.gets).isEqualTo(4);
            fetch(table, rows, 1, 5);
            assertThat(stores.getAlls).isEqualTo(1);
        }
    }

    /** Planted defect: each row gets an entry, of which the cache finds the first only. */
    @Test
    void aKeyOfSeveralRowsIsOneEntry() throws Exception {
        try (Shard shard = open()) {
            StateTable table = table(shard);
            long keys = table.keys();
            TextRows rows = TextRows.of("a", "b", "a", "a");
            fetch(table, rows, 0, 4);
            table.put(table.find(rows, 0), "changed", StateTable.NO_DEADLINE);
            assertThat(table.find(rows, 2).value()).isEqualTo("changed");
            table.remove(table.find(rows, 3));
            int[] visited = {0};
            table.forEach(entry -> visited[0]++);
            assertThat(table.keys()).isEqualTo(keys - 1);
            assertThat(visited[0]).isEqualTo((int) keys - 1);
        }
    }

    /** Planted defect: it is read for each row of it, and leaves no room for others. */
    @Test
    void aKeyOfManyRowsIsFetchedOnce() {
        try (Shard shard = open()) {
            StateTable table = table(shard);
            TextRows rows = new TextRows(Collections.nCopies(10 * StateTable.AHEAD, "a"));
            fetch(table, rows, 0, rows.keys().size());
            assertThat(stores.gets).isEqualTo(1);
        }
    }

    /** Planted defects: keys may be as long as they like; the next fetch is as large; one that had enough room lets none grow. */
    @Test
    void noMoreIsWantedThanAPartOfTheCache() {
        try (Shard shard = open(1 << 20)) {
            StateTable table = table(shard);
            evict(table, 1 << 20);
            int before = table.keyFetch().rows();
            List<String> keys = IntStream.range(0, 10 * StateTable.AHEAD)
                    .mapToObj(i -> i + "k".repeat(CACHE_FOR_TEN))
                    .toList();
            fetch(table, new TextRows(keys), 0, keys.size());
            assertThat(hadRoom).isFalse();
            assertThat(fetched).isEqualTo(StateTable.AHEAD);
            assertThat(table.keyFetch().rows()).isLessThan(before);
            TextRows small = new TextRows(Collections.nCopies(before, "a"));
            for (int i = 0; i < 8; i++) {
                int fewer = table.keyFetch().rows() - StateTable.AHEAD;
                fetch(table, small, 0, fewer);
                assertThat(table.keyFetch().rows())
                        .as("was not put to the test")
                        .isEqualTo(fewer + StateTable.AHEAD);
                fetch(table, small, 0, table.keyFetch().rows());
                assertThat(hadRoom).isTrue();
            }
            assertThat(table.keyFetch().rows()).isEqualTo(before);
        }
    }

    /** Planted defect: they are read one by one. */
    @Test
    void keysThatAreDueAreFetched() throws Exception {
        try (Shard shard = open()) {
            StateTable table = table(shard);
            List<String> keys = IntStream.range(0, 10 * StateTable.AHEAD)
                    .mapToObj(i -> "due" + i)
                    .toList();
            TextRows rows = new TextRows(keys);
            for (int row = 0; row < keys.size(); row++) {
                table.put(table.find(rows, row), "v", 100);
            }
            stores.gets = 0;
            stores.getAlls = 0;
            table.forEachDue(100, table::remove);
            assertThat(stores.getAlls).isEqualTo(10);
        }
    }

    /** Or they would not fit into memory. Planted defect: all that is wanted is fetched. */
    @Test
    void noMoreIsFetchedThanAPartOfTheCache() {
        try (Shard shard = open(64 << 10)) {
            StateTable table = table(shard);
            List<String> keys = IntStream.range(0, 3 * StateTable.AHEAD / 2)
                    .mapToObj(i -> "large" + i)
                    .toList();
            TextRows rows = new TextRows(keys);
            for (int row = 0; row < keys.size(); row++) {
                table.put(table.find(rows, row), "x".repeat(CACHE_FOR_TEN), StateTable.NO_DEADLINE);
            }
            evict(table, 64 << 10);
            fetch(table, rows, 0, keys.size());
            assertThat(stores.gets).isEqualTo(StateTable.AHEAD);
            assertThat(fetched).isEqualTo(StateTable.AHEAD);
        }
    }

    private void evict(StateTable table, int cacheBytes) {
        for (int i = 0; i < 4 * cacheBytes / CacheEntry.weight(0, 0); i++) {
            var unused = table.find(TextRows.of("another" + i), 0);
        }
        stores.gets = 0;
    }

    /** A pane of a window that nothing has come into yet. Planted defect: it is looked for. */
    @Test
    void aKeyThatIsSaidToBeNewIsNotLookedFor() {
        try (Shard shard = open()) {
            StateTable table = table(shard);
            TextRows rows = TextRows.of("new");
            StateTable.Entry entry = table.findNew(rows.keyBytes(0), 1, rows.keyLength(0), rows.hash(0));
            assertThat(entry.exists()).isFalse();
            table.put(entry, "v", StateTable.NO_DEADLINE);
            assertThat(table.findNew(rows.keyBytes(0), 1, rows.keyLength(0), rows.hash(0))
                            .value())
                    .isEqualTo("v");
            assertThat(stores.gets).isZero();
        }
    }
}
