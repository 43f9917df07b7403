package io.holdfast.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.holdfast.testkit.simulation.InMemoryWorkingStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the cache counts, and what makes room in it. Each test names the mutants of {@link CacheBudget}. */
class CacheBudgetTest {

    /** Of an entry without a value whose key has two bytes. */
    private static final int WEIGHT = CacheEntry.weight(2, 0);

    private final Path directory;

    CacheBudgetTest(@TempDir Path directory) {
        this.directory = directory;
    }

    private History history(long cacheBytes) {
        return new History(
                directory,
                List.of("o", "p"),
                new InMemoryWorkingStore.Factory(),
                new ShardSetup.Options(cacheBytes, 1 << 30),
                step -> {});
    }

    private Shard open(long cacheBytes) {
        Shard shard = history(cacheBytes).open();
        shard.beginBatch(0);
        return shard;
    }

    private static StateTable.Entry find(Shard shard, String operator, int number) {
        byte[] key = Integer.toString(10 + number).getBytes(StandardCharsets.UTF_8);
        return shard.table(operator).find(key, 0, key.length, KeyGroups.hash(key, 0, key.length));
    }

    private static void findFirst(Shard shard, int entries) {
        for (int i = 0; i < entries; i++) {
            find(shard, "o", i);
        }
    }

    /** Mutants: room is made while there is still some; a full cache is one too full. */
    @Test
    void nothingIsEvictedUntilTheLimitIsPassed() {
        try (Shard shard = open(16 * WEIGHT)) {
            findFirst(shard, 17);
            shard.endBatch();
            assertThat(shard.cacheBytes()).isEqualTo(17 * WEIGHT);
        }
    }

    /** Mutants: more is evicted than an eighth; nobody is told before the end of the batch. */
    @Test
    void anEighthIsEvictedAndNoMore() {
        try (Shard shard = open(16 * WEIGHT)) {
            findFirst(shard, 18);
            assertThat(shard.cacheBytes()).isEqualTo(14 * WEIGHT);
            shard.endBatch();
            assertThat(shard.cacheBytes()).isEqualTo(15 * WEIGHT);
        }
    }

    /** Mutants: what a value weighs is not known at the end of the batch; a change of weight is taken off, not added. */
    @Test
    void aValueWeighsWhatItTakes() {
        try (Shard shard = open(1 << 30)) {
            shard.table("o").put(find(shard, "o", 0), "x".repeat(1000), StateTable.NO_DEADLINE);
            shard.endBatch();
            assertThat(shard.cacheBytes())
                    .isBetween((long) CacheEntry.weight(2, 1000), CacheEntry.weight(2, 1010) + 0L);
            shard.beginBatch(1);
            shard.table("o").put(find(shard, "o", 0), List.of(), StateTable.NO_DEADLINE);
            shard.endBatch();
            assertThat(shard.cacheBytes()).isBetween((long) WEIGHT, CacheEntry.weight(2, 10) + 0L);
        }
    }

    /** So that no batch waits for the eviction of a large part of a large cache. Planted defect: an eighth goes, two megabytes here. */
    @Test
    void noMoreThanAMegabyteIsEvictedAtATime() {
        long limit = 16 << 20;
        try (Shard shard = open(limit)) {
            for (int i = 0; shard.table("o").keys() * weightOf(LARGE) <= limit; i++) {
                shard.table("o").put(find(shard, "o", i), LARGE, StateTable.NO_DEADLINE);
            }
            find(shard, "o", -1);
            shard.endBatch();
            long megabyte = 1 << 20;
            assertThat(shard.cacheBytes()).isCloseTo(limit - megabyte, within((long) weightOf(LARGE)));
        }
    }

    /** Mutants: the search for something to evict never ends. */
    @Test
    void aCacheOfWhichNothingMayGoIsLeftAsItIs() throws Exception {
        try (Shard shard = open(16 * WEIGHT)) {
            for (int i = 0; i < 15; i++) {
                shard.table("o").put(find(shard, "o", i), List.of(), StateTable.NO_DEADLINE);
            }
            int[] seen = {0};
            shard.table("o").forEach(entry -> {
                find(shard, "p", seen[0]++);
                find(shard, "p", 20 + seen[0]);
            });
            assertThat(seen[0]).isEqualTo(15);
        }
    }

    /** A thousand bytes and more. */
    private static final List<Long> LARGE = LongStream.range(0, 1000).boxed().toList();

    private static int weightOf(Object value) {
        int length = new EncodedValues("o", 0, new PlainValues()).encode(value, StateTable.NO_DEADLINE).length;
        return CacheEntry.weight(2, length);
    }

    private static long weightAtEnd(Shard shard) {
        shard.endBatch();
        return shard.cacheBytes();
    }

    /** Mutants: what is loaded weighs nothing; what is removed still weighs what it did. The cache holds one entry. */
    @Test
    void whatIsLoadedHasWeightAndWhatIsRemovedHasNone() {
        try (Shard shard = open(1)) {
            shard.table("o").put(find(shard, "o", 0), LARGE, StateTable.NO_DEADLINE);
            find(shard, "o", 1);
            assertThat(weightAtEnd(shard)).isEqualTo(WEIGHT);
            shard.beginBatch(1);
            find(shard, "o", 0);
            assertThat(weightAtEnd(shard)).isEqualTo(weightOf(LARGE));
            shard.beginBatch(2);
            shard.table("o").remove(find(shard, "o", 0));
            assertThat(weightAtEnd(shard)).isEqualTo(WEIGHT);
        }
    }

    private void commitLarge(History history, int values) {
        try (Shard shard = history.open()) {
            shard.beginBatch(0);
            for (int i = 0; i < values; i++) {
                shard.table("o").put(find(shard, "o", i), LARGE, StateTable.NO_DEADLINE);
            }
            history.commit(shard, 0, shard.endBatch());
        }
    }

    private static long cached(Shard shard) {
        StateTable table = shard.table("o");
        return table.use().cacheBytes() - table.replayed().bytes();
    }

    /** Planted defects: what was replayed weighs nothing; it goes on weighing once the store has it. */
    @Test
    void whatWasReplayedLeavesLessToTheCacheUntilItIsWritten() {
        int limit = 32 * WEIGHT;
        History history = history(limit);
        commitLarge(history, 1);
        try (Shard shard = history.open()) {
            shard.beginBatch(1);
            findFirst(shard, 40);
            assertThat(weightAtEnd(shard)).isBetween(limit * 3L / 4, (long) limit + WEIGHT);
            assertThat(cached(shard)).isLessThan(limit - 1000L);
            assertThat(shard.table("o").use().cacheBytes()).isEqualTo(shard.cacheBytes());
            shard.requestSnapshot(1);
            shard.beginBatch(2);
            findFirst(shard, 40);
            shard.endBatch();
            assertThat(cached(shard)).isGreaterThan(limit - 1000L);
        }
    }

    /** Planted defect: a fetch brings as much as if there were nothing else, so that keys go again before they are used. */
    @Test
    void whatWasReplayedLeavesLessToAFetch() {
        int limit = 1 << 20;
        History history = history(limit);
        commitLarge(history, 200);
        try (Shard shard = history.open()) {
            StateTable table = shard.table("o");
            long left = limit - table.replayed().bytes();
            assertThat(left).isBetween(limit / 4L, limit * 3L / 4);
            assertThat(table.keyFetch().rows()).isBetween(StateTable.AHEAD, (int) (left / 8 / CacheEntry.weight(0, 0)));
        }
    }

    /** Planted defects: it is kept however much it is; all of it is written at once, however little. */
    @Test
    void whatWasReplayedIsWrittenAtOnceIfItWouldLeaveTooLittleToTheCache() {
        for (int values : new int[] {1, 8}) {
            History history = new History(
                    directory.resolve("" + values),
                    List.of("o", "p"),
                    new InMemoryWorkingStore.Factory(),
                    new ShardSetup.Options(10_000, 1 << 30),
                    step -> {});
            commitLarge(history, values);
            try (Shard shard = history.open()) {
                assertThat(shard.table("o").replayed().isEmpty()).isEqualTo(values == 8);
                assertThat(find(shard, "o", 0).value()).isEqualTo(LARGE);
            }
        }
    }

    /** Planted defect: room is made only for keys that come into the cache. */
    @Test
    void valuesThatGrowStayWithinTheLimitWithoutANewKey() {
        int keys = 2000;
        long limit = keys * (WEIGHT + 10L);
        try (Shard shard = open(limit)) {
            for (int i = 0; i < keys; i++) {
                shard.table("o").put(find(shard, "o", i), List.of(), StateTable.NO_DEADLINE);
            }
            for (int i = 0; i < keys; i++) {
                shard.table("o").put(find(shard, "o", i), LARGE, StateTable.NO_DEADLINE);
            }
            assertThat(weightAtEnd(shard)).isLessThanOrEqualTo(limit);
        }
    }

    /** Mutants: a table is swept as if it had few slots, and once, which only forgives what was used. */
    @Test
    void aLargeTableIsSweptUntilThereIsRoom() {
        int entries = 3000;
        try (Shard shard = open(entries * WEIGHT)) {
            for (int i = 1000; i < 1000 + entries + 2; i++) {
                byte[] key = Character.toString(i).getBytes(StandardCharsets.UTF_16BE);
                shard.table("o").find(key, 0, key.length, KeyGroups.hash(key, 0, key.length));
            }
            assertThat(shard.cacheBytes()).isLessThan(entries * WEIGHT);
        }
    }

    /** Mutants: parts of a weight are taken off; a very long value weighs less than nothing. */
    @Test
    void aWeightGrowsWithKeyAndValueUpToALimit() {
        assertThat(CacheEntry.weight(7, 0)).isEqualTo(CacheEntry.weight(0, 0) + 7);
        assertThat(CacheEntry.weight(7, 100)).isEqualTo(CacheEntry.weight(7, 0) + 3 * 100);
        assertThat(CacheEntry.weight(7, Integer.MAX_VALUE)).isEqualTo(1 << 30);
    }
}
