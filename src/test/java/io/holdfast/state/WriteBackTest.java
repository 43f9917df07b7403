package io.holdfast.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.common.BytesWriter;
import io.holdfast.format.DeltaEntries;
import io.holdfast.testkit.simulation.InMemoryWorkingStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What reaches the working store when. Each test names the mutant of {@link WriteBack} that nothing saw before. */
class WriteBackTest {

    private static final int GROUP_BYTES = 1 << 20;
    private static final int BYTES_PER_WRITE = 32;
    private static final byte[] KEY = new byte[100];

    private final Shard shard;
    private final CountingStores stores = new CountingStores(new InMemoryWorkingStore.Factory());
    private final WorkingStore store;
    private final WriteBack writeBack;

    WriteBackTest(@TempDir Path directory) throws Exception {
        shard = new History(
                        directory,
                        List.of("o"),
                        new InMemoryWorkingStore.Factory(),
                        ShardSetup.Options.DEFAULT,
                        step -> {})
                .open();
        store = stores.open(Files.createDirectory(directory.resolve("store")), List.of("values/o", "timers/o"));
        writeBack = new WriteBack(store);
    }

    @AfterEach
    void close() {
        store.close();
        shard.close();
    }

    private CacheEntry dirty(String key, long since) {
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        CacheEntry entry = new CacheEntry(shard.table("o"), bytes, KeyGroups.hash(bytes, 0, bytes.length));
        entry.holdLive("value", StateTable.NO_DEADLINE);
        writeBack.markDirty(entry, since);
        return entry;
    }

    /** Mutant: as if the store had the batch that made the oldest entry dirty, and the one after it. */
    @Test
    void theStoreLacksTheBatchThatMadeTheOldestEntryDirty() {
        assertThat(writeBack.completeThrough(9)).isEqualTo(9);
        dirty("a", 5);
        assertThat(writeBack.completeThrough(9)).isEqualTo(4);
        assertThat(writeBack.completeThrough(3)).isEqualTo(3);
    }

    private ReplayedEntries replayed(int keys) {
        ReplayedEntries entries = new ReplayedEntries(shard.table("o"));
        addKeys(entries, keys);
        return entries;
    }

    private static void addKeys(ReplayedEntries entries, int keys) {
        for (int key = 0; key < keys; key++) {
            BytesWriter chunk = new BytesWriter(16);
            byte[] bytes = {(byte) key};
            DeltaEntries.put(chunk, bytes, 0, 1, bytes, 0, 1, false);
            entries.begin(chunk.toByteArray());
            entries.add(1, 1, KeyGroups.hash(bytes, 0, 1), true);
        }
    }

    /** Planted defects: what was replayed is not missing; it is no more missing once some of it is written. */
    @Test
    void theStoreLacksWhatWasReplayedUntilAllIsWritten() {
        writeBack.lacks(replayed(3));
        dirty("a", 7);
        for (int written = 0; written < 3; written++) {
            assertThat(stores.puts).isEqualTo(written);
            assertThat(writeBack.completeThrough(9)).isEqualTo(CacheEntry.NEVER);
            writeBack.writeOldest(9, 1);
        }
        writeBack.writeOldest(9, 1);
        assertThat(stores.puts).isEqualTo(4);
        assertThat(writeBack.completeThrough(9)).isEqualTo(9);
    }

    /** Planted defect: what there is no room for in this step is forgotten. */
    @Test
    void whatWasReplayedOfAnotherTableWaitsForItsTurn() {
        writeBack.lacks(replayed(2));
        writeBack.lacks(replayed(2));
        for (int written = 1; written <= 4; written++) {
            writeBack.writeOldest(9, 1);
            assertThat(stores.puts).isEqualTo(written);
        }
    }

    /**
     * Planted defects: the older value of the replay is written over the newer one of the cache; it is found again once it was
     * written.
     */
    @Test
    void whatTheCacheHasWrittenSinceIsNewerThanTheReplay() {
        ReplayedEntries entries = shard.table("o").replayed();
        addKeys(entries, 3);
        writeBack.lacks(entries);
        writeBack.writeOldest(9, 1);
        for (byte key = 0; key < 3; key++) {
            CacheEntry newer = newer(key);
            assertThat(entries.has(newer.key, 0, 1, newer.hash)).isTrue();
            writeBack.stage(newer, new byte[] {9});
            assertThat(entries.has(newer.key, 0, 1, newer.hash)).isFalse();
        }
        writeBack.writeReplayed();
        assertThat(stores.puts).isEqualTo(4);
        for (byte key = 0; key < 3; key++) {
            CacheEntry newer = newer(key);
            assertThat(store.get(0, StoreKeys.value(newer.key, newer.hash))).containsExactly(9);
        }
    }

    private CacheEntry newer(byte key) {
        CacheEntry newer = new CacheEntry(shard.table("o"), new byte[] {key}, KeyGroups.hash(new byte[] {key}, 0, 1));
        newer.holdEncoded(new byte[] {9}, StateTable.NO_DEADLINE);
        writeBack.markDirty(newer, 5);
        return newer;
    }

    /** Mutants: entries of all batches are written; the oldest batch is not. */
    @Test
    void onlyWhatBecameDirtyInTimeIsWritten() {
        dirty("a", 1);
        dirty("b", 2);
        CacheEntry later = dirty("c", 3);
        writeBack.writeOldest(2, Long.MAX_VALUE);
        assertThat(writeBack.completeThrough(9)).isEqualTo(2);
        assertThat(later.isDirty()).isTrue();
        assertThat(stores.puts).isEqualTo(2);
    }

    /** Mutants: no limit; the length of values, or what a write costs besides, is taken off; one byte more is needed. */
    @Test
    void aGroupOfWritesIsAppliedAsSoonAsItIsFull() {
        byte[] fills = new byte[GROUP_BYTES - KEY.length - BYTES_PER_WRITE];
        writeBack.stagePut(0, KEY, new byte[fills.length - 1]);
        assertThat(store.get(0, KEY)).isNull();
        writeBack.apply();
        assertThat(store.get(0, KEY)).isNotNull();
        writeBack.stageDelete(0, KEY);
        assertThat(store.get(0, KEY)).isNotNull();
        writeBack.apply();
        writeBack.stagePut(0, KEY, fills);
        assertThat(store.get(0, KEY)).isNotNull();
    }

    /** Mutant: the store is asked to apply nothing. */
    @Test
    void nothingStagedIsNothingToApply() {
        writeBack.apply();
        writeBack.stageDelete(0, KEY);
        writeBack.apply();
        writeBack.apply();
        assertThat(stores.applies).isEqualTo(1);
    }
}
