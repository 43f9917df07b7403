package io.holdfast.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.testkit.simulation.InMemoryWorkingStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is known of the next keys saves reads of the working store. Counts are exact. */
class ReadAheadTest {

    private static final int CACHE_FOR_TEN = 2048;

    private final CountingStores stores = new CountingStores(new InMemoryWorkingStore.Factory());

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    /** Keys, each a row. */
    private record Rows(List<String> keys) implements KeyRows {

        static Rows of(String... keys) {
            return new Rows(List.of(keys));
        }

        @Override
        public byte[] keyBytes(int row) {
            return ("?" + keys.get(row) + "?").getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public int keyStart(int row) {
            return 1;
        }

        @Override
        public int keyLength(int row) {
            return keyBytes(row).length - 2;
        }

        @Override
        public int hash(int row) {
            return KeyGroups.hash(keyBytes(row), 1, keyLength(row));
        }
    }

    /** A table whose keys "a", "b" and "c" are in the store only, with their name as value. */
    private StateTable table(Shard shard) {
        StateTable table = shard.table("o");
        shard.beginBatch(0);
        Rows rows = Rows.of("a", "b", "c");
        for (int row = 0; row < 3; row++) {
            table.put(table.find(rows, row), rows.keys().get(row), StateTable.NO_DEADLINE);
        }
        for (int i = 0; i < 100; i++) {
            table.put(table.find(Rows.of("evicts the others" + i), 0), "x", StateTable.NO_DEADLINE);
        }
        stores.gets = 0;
        stores.getAlls = 0;
        return table;
    }

    private Shard open() {
        return new History(directory, List.of("o"), stores, new ShardSetup.Options(CACHE_FOR_TEN, 1 << 30), step -> {})
                .open();
    }

    private static void fetch(StateTable table, Rows rows, int from, int until) {
        table.want(rows, from, until);
        table.fetch();
    }

    /** Planted defects: what is missing is read one by one, or not kept. */
    @Test
    void keysThatOnlyTheStoreHasAreReadTogether() {
        try (Shard shard = open()) {
            StateTable table = table(shard);
            Rows rows = Rows.of("not asked for", "a", "b", "c", "unknown", "not asked for either");
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
            Rows rows = Rows.of("a", "b", "a", "a");
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

    /** Or they would not fit into memory. Planted defect: all that is wanted is fetched. */
    @Test
    void noMoreIsFetchedThanAPartOfTheCache() {
        try (Shard shard = open()) {
            StateTable table = table(shard);
            String[] names = IntStream.range(0, 10 * StateTable.AHEAD)
                    .mapToObj(i -> "large" + i)
                    .toArray(String[]::new);
            Rows rows = Rows.of(names);
            for (int row = 0; row < names.length; row++) {
                table.put(table.find(rows, row), "x".repeat(CACHE_FOR_TEN), StateTable.NO_DEADLINE);
            }
            stores.gets = 0;
            fetch(table, rows, 0, names.length);
            assertThat(stores.gets).isEqualTo(StateTable.AHEAD);
            assertThat(table.rowsPerFetch()).isEqualTo(StateTable.AHEAD);
            assertThat(table.find(rows, 0).value()).isEqualTo("x".repeat(CACHE_FOR_TEN));
        }
    }

    /** A pane of a window that nothing has come into yet. Planted defect: it is looked for. */
    @Test
    void aKeyThatIsSaidToBeNewIsNotLookedFor() {
        try (Shard shard = open()) {
            StateTable table = table(shard);
            Rows rows = Rows.of("new");
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
