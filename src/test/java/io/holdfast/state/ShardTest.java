package io.holdfast.state;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.failure.CorruptCheckpointException;
import io.holdfast.failure.StorageException;
import io.holdfast.format.Manifest.ShardProgress;
import io.holdfast.format.SectionBuffer;
import io.holdfast.format.SnapshotDescriptor;
import io.holdfast.format.SnapshotDescriptor.SnapshotFile;
import io.holdfast.state.rocksdb.RocksWorkingStores;
import io.holdfast.testkit.simulation.InMemoryWorkingStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShardTest {

    private static final long BATCH = ReplayLedger.BATCH_BYTES;

    private static History history(Path directory, WorkingStore.Factory stores, long cache, long budget) {
        return new History(directory, List.of("o", "p"), stores, new ShardSetup.Options(cache, budget), step -> {});
    }

    private static History history(Path directory, long budget) {
        return history(directory, new InMemoryWorkingStore.Factory(), 1 << 20, budget);
    }

    private static StateTable.Entry find(Shard shard, String operator, String key) {
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        return shard.table(operator).find(bytes, 0, bytes.length, KeyGroups.hash(bytes, 0, bytes.length));
    }

    private static void put(Shard shard, String key, Object value) {
        shard.table("o").put(find(shard, "o", key), value, StateTable.NO_DEADLINE);
    }

    private static void batch(History history, Shard shard, String... keys) {
        long batch = history.head() + 1;
        shard.beginBatch(batch);
        for (String key : keys) {
            put(shard, key, key + batch);
        }
        history.commit(shard, batch, shard.endBatch());
    }

    private static Map<String, Object> state(Shard shard, String operator) throws Exception {
        Map<String, Object> state = new TreeMap<>();
        shard.table(operator)
                .forEach(entry ->
                        state.put(new String(entry.key(), StandardCharsets.UTF_8), requireNonNull(entry.value())));
        return state;
    }

    /** Planted defects: mutable values are kept as put; the next batch goes on in the sealed buffer. */
    @Test
    void aDeltaHoldsNothingOfTheNextBatch(@TempDir Path directory) {
        History history = history(directory, 1 << 30);
        try (Shard shard = history.open()) {
            List<Long> mine = new ArrayList<>(List.of(1L));
            shard.beginBatch(0);
            put(shard, "a", mine);
            put(shard, "b", "before");
            Shard.Sealed sealed = shard.endBatch();
            byte[] before = content(sealed);
            mine.add(2L);
            shard.beginBatch(1);
            assertThat(find(shard, "o", "a").value()).isEqualTo(List.of(1L));
            put(shard, "a", mine);
            put(shard, "b", "after");
            Shard.Sealed next = shard.endBatch();
            assertThat(content(sealed)).isEqualTo(before).isNotEqualTo(content(next));
        }
    }

    private static byte[] content(Shard.Sealed sealed) {
        return sealed.deltas().get(0).finish().get(0).bytes().toByteArray();
    }

    @Test
    void noSnapshotIsTakenWhileThereIsLittleToReplay(@TempDir Path directory) {
        History history = history(directory, 10 * BATCH);
        try (Shard shard = history.open()) {
            for (int i = 0; i < 4; i++) {
                batch(history, shard, "a");
            }
            assertThat(history.workers.hasTasks()).isFalse();
            assertThat(shard.replayBytes()).isBetween(4 * BATCH, 5 * BATCH);
            batch(history, shard, "a");
            assertThat(history.workers.hasTasks()).isTrue();
        }
    }

    /** Planted defects: the round writes everything at once; X is the last finished batch whatever is still dirty. */
    @Test
    void aRoundWritesBackInStepsSoThatNoBatchPauses(@TempDir Path directory) throws Exception {
        CountingStores stores = new CountingStores(new InMemoryWorkingStore.Factory());
        History history = history(directory, stores, 1 << 30, 64 * BATCH);
        try (Shard shard = history.open()) {
            String[] keys = Stream.iterate(0, i -> i + 1)
                    .limit(10_000)
                    .map(i -> "key" + i)
                    .toArray(String[]::new);
            shard.beginBatch(0);
            for (String key : keys) {
                put(shard, key, 1L);
            }
            history.commit(shard, 0, shard.endBatch());
            assertThat(stores.puts).isZero();
            int batches = 0;
            while (!history.workers.hasTasks()) {
                long before = stores.puts;
                batch(history, shard, "hot", "hotter");
                assertThat(stores.puts - before).isLessThanOrEqualTo(2 * 2 + 1000);
                batches++;
            }
            assertThat(batches).isGreaterThan(10);
            history.workers.runAll();
            batch(history, shard, "hot");
        }
        try (Shard restored = history.open()) {
            assertThat(state(restored, "o")).hasSize(10_002);
        }
    }

    /** Planted defect: an entry that was evicted while in hand is changed without coming back to the cache. */
    @Test
    void anEntryInHandStaysWhateverOtherTablesDo(@TempDir Path directory) {
        try (Shard shard = history(directory, new InMemoryWorkingStore.Factory(), 1, 1 << 30)
                .open()) {
            shard.beginBatch(0);
            StateTable.Entry inHand = find(shard, "o", "a");
            for (int i = 0; i < 10; i++) {
                find(shard, "p", "key" + i);
            }
            shard.table("o").put(inHand, 1L, StateTable.NO_DEADLINE);
            find(shard, "o", "b");
            assertThat(find(shard, "o", "a").value()).isEqualTo(1L);
        }
    }

    /** RocksDB appends to its MANIFEST. Planted defect: files that may grow are taken out as links. */
    @Test
    void onlyTableFilesOfTheWorkingStoreAreLinksToStoredOnes(@TempDir Path directory) throws Exception {
        History history = history(directory, 2 * BATCH);
        SnapshotDescriptor descriptor =
                history.snapshots.read(withSnapshot(history).descriptor());
        try (Shard open = history.open()) {
            assertThat(open.table("o").keys()).isPositive();
            for (SnapshotFile file : descriptor.files()) {
                assertThat(Files.getAttribute(history.snapshots.path(file.storedName()), "unix:nlink"))
                        .as("links to %s", file)
                        .isEqualTo(file.name().endsWith(".sst") ? 2 : 1);
            }
        }
    }

    @Test
    void aFullChainOfDeltasWaitsForTheSnapshotAndNoLonger(@TempDir Path directory) {
        History history = history(directory, 2 * BATCH);
        try (Shard shard = history.open()) {
            while (shard.roomForDeltas().isDone()) {
                batch(history, shard, "a", "b");
                assertThat(history.head()).isLessThan(20);
            }
            assertThat(shard.replayBytes()).isGreaterThanOrEqualTo(8 * BATCH);
            for (int i = 0; i < 3; i++) {
                history.workers.runAll();
                assertThat(shard.roomForDeltas()).isCompleted();
                batch(history, shard, "a");
            }
            assertThat(shard.replayBytes()).isLessThan(3 * BATCH);
        }
    }

    @Test
    void aSnapshotThatCannotBeStoredStopsTheShard(@TempDir Path directory) {
        History history = history(directory, 2 * BATCH);
        try (Shard shard = history.open()) {
            history.snapshots.failure = new IOException("disk full");
            while (shard.roomForDeltas().isDone()) {
                batch(history, shard, "a", "b");
            }
            history.workers.runAll();
            assertThat(shard.roomForDeltas()).isCompletedExceptionally();
            assertThatThrownBy(() -> shard.takeSnapshot(99))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("disk full");
            shard.beginBatch(99);
            assertThatThrownBy(shard::endBatch).isInstanceOf(StorageException.class);
        }
    }

    /** In RocksDB: a snapshot of little change stores little; what is stored stays as it is while the store goes on. */
    @Test
    void snapshotsAreIncrementalAndStayUntouched(@TempDir Path directory) throws Exception {
        try (RocksWorkingStores stores = new RocksWorkingStores(8 << 20)) {
            History history = history(directory, stores, 10_000, 2 * BATCH);
            List<Shard.Snapshot> taken = new ArrayList<>();
            Shard shard = history.open();
            for (int i = 0; i < 40; i++) {
                shard.beginBatch(i);
                for (int k = 0; k < (i == 0 ? 5000 : 5); k++) {
                    put(shard, "key" + k, "some value, not very long " + i);
                }
                Shard.Snapshot snapshot = history.commit(shard, i, shard.endBatch());
                if (snapshot != null) {
                    taken.add(snapshot);
                }
                history.workers.runAll();
                if (i == 20) {
                    shard.close();
                    shard = history.open();
                }
            }
            Map<String, Object> expected = state(shard, "o");
            shard.close();
            assertThat(taken).hasSizeGreaterThan(5);
            assertThat(taken.get(1).newBytes()).isLessThan(taken.get(0).newBytes() / 2);
            for (Shard.Snapshot snapshot : taken) {
                for (SnapshotFile file :
                        history.snapshots.read(snapshot.descriptor()).files()) {
                    assertThat(Checksums.of(history.snapshots.path(file.storedName())))
                            .isEqualTo(new Checksums(file.length(), file.crc32c()));
                }
            }
            try (Shard again = history.open()) {
                assertThat(state(again, "o")).isEqualTo(expected).hasSize(5000);
            }
        }
    }

    private static Shard.Snapshot withSnapshot(History history) {
        try (Shard shard = history.open()) {
            for (int i = 0; i < 3; i++) {
                batch(history, shard, "a", "b" + i);
                history.workers.runAll();
            }
            assertThat(history.head()).isEqualTo(2);
            ShardProgress progress = requireNonNull(history.batches.get(2L)).progress();
            return new Shard.Snapshot(requireNonNull(progress.snapshot()), 0, 0, 0);
        }
    }

    @Test
    void damagedSnapshotsAreRefusedWithTheNameOfTheFile(@TempDir Path parent) throws Exception {
        int damages = 0;
        int files = 1;
        for (int file = 0; file < files; file++) {
            for (String damage : List.of("missing", "short", "flipped")) {
                History history = history(Files.createDirectory(parent.resolve(damage + file)), 2 * BATCH);
                SnapshotDescriptor descriptor =
                        history.snapshots.read(withSnapshot(history).descriptor());
                files = descriptor.files().size();
                Path stored =
                        history.snapshots.path(descriptor.files().get(file).storedName());
                if (damage(stored, damage, descriptor.files().get(file).name())) {
                    damages++;
                    assertThatThrownBy(history::open)
                            .isInstanceOf(CorruptCheckpointException.class)
                            .hasMessageContaining(stored.toString());
                }
            }
        }
        assertThat(damages).isGreaterThan(6);
    }

    /** Returns whether opening must notice: of table files only presence and length are looked at. */
    private static boolean damage(Path stored, String damage, String name) throws IOException {
        byte[] content = Files.readAllBytes(stored);
        Files.delete(stored);
        if (damage.equals("short") && content.length > 0) {
            Files.write(stored, Arrays.copyOf(content, content.length - 1));
        } else if (damage.equals("flipped") && content.length > 0) {
            content[content.length / 2] ^= 1;
            Files.write(stored, content);
            return !name.endsWith(".sst");
        }
        return true;
    }

    @Test
    void aDescriptorOfAnotherShardIsRefused(@TempDir Path directory) {
        History history = history(directory, 2 * BATCH);
        Shard.Snapshot snapshot = withSnapshot(history);
        SnapshotDescriptor right = history.snapshots.read(snapshot.descriptor());
        history.snapshots.replace(
                snapshot.descriptor(),
                new SnapshotDescriptor(right.jobId(), 1, 0, 256, right.through(), right.dirtyThrough(), right.files()));
        assertThatThrownBy(history::open)
                .isInstanceOf(CorruptCheckpointException.class)
                .hasMessageContaining(snapshot.descriptor().hex());
    }

    @Test
    void theWorkingDirectoryIsGoneAfterClosingAndAfterAFailedOpening(@TempDir Path directory) throws Exception {
        History history = history(directory, 2 * BATCH);
        Shard.Snapshot snapshot = withSnapshot(history);
        Files.delete(history.snapshots.path(
                history.snapshots.read(snapshot.descriptor()).files().get(0).storedName()));
        assertThatThrownBy(history::open).isInstanceOf(CorruptCheckpointException.class);
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left.map(path -> path.getFileName().toString())).containsExactly("stored");
        }
    }

    @Test
    void anOperatorThatIsNewStartsEmptyEvenIfTheSnapshotHoldsItsName(@TempDir Path directory) throws Exception {
        History history = history(directory, 2 * BATCH);
        withSnapshot(history);
        try (Shard shard = history.open(0, 0, 256, List.of("q", "o"))) {
            assertThat(state(shard, "q")).isEmpty();
            assertThat(state(shard, "o")).containsKeys("a", "b0", "b1", "b2");
        }
        history.operatorsWithState.remove("o");
        try (Shard shard = history.open()) {
            assertThat(state(shard, "o")).isEmpty();
            assertThat(shard.table("o").keys()).isZero();
            assertThat(shard.roomForDeltas()).isNotDone();
            history.workers.runAll();
            shard.beginBatch(3);
            put(shard, "new", "3");
            history.commit(shard, 3, shard.endBatch());
            history.operatorsWithState.add("o");
        }
        try (Shard shard = history.open()) {
            assertThat(state(shard, "o")).isEqualTo(Map.of("new", "3"));
        }
    }

    @Test
    void changesOutsideOfABatchAndOverlappingBatchesAreBugs(@TempDir Path directory) {
        try (Shard shard = history(directory, BATCH).open()) {
            assertThatThrownBy(() -> put(shard, "a", 1L)).isInstanceOf(IllegalStateException.class);
        }
        try (Shard shard = history(directory.resolve("other"), BATCH).open()) {
            shard.beginBatch(5);
            assertThatThrownBy(() -> shard.beginBatch(6)).isInstanceOf(IllegalStateException.class);
            shard.endBatch();
            assertThatThrownBy(() -> shard.beginBatch(5)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void theCacheStaysWithinItsBudget(@TempDir Path directory) {
        History history = history(directory, new InMemoryWorkingStore.Factory(), 100_000, 1 << 30);
        try (Shard shard = history.open()) {
            for (int batch = 0; batch < 10; batch++) {
                shard.beginBatch(batch);
                for (int i = 0; i < 3000; i++) {
                    put(shard, batch + "-" + i, List.of(1L, 2L, 3L));
                }
                shard.endBatch();
                assertThat(shard.cacheBytes()).isBetween(50_000L, 101_000L);
            }
            assertThat(shard.table("o").keys()).isEqualTo(30_000);
        }
    }

    /** Mutants: entries or bytes of an operator are taken off, or left out; an operator without changes has a delta. */
    @Test
    void aBatchCostsARestartWhatItsDeltasHold(@TempDir Path directory) {
        try (Shard shard = history(directory, 1 << 30).open()) {
            shard.beginBatch(0);
            put(shard, "a", 1L);
            shard.table("p").put(find(shard, "p", "a"), 1L, StateTable.NO_DEADLINE);
            shard.table("p").put(find(shard, "p", "b"), 1L, StateTable.NO_DEADLINE);
            List<SectionBuffer> deltas = shard.endBatch().deltas();
            long bytes = deltas.stream().mapToLong(SectionBuffer::bytes).sum();
            assertThat(shard.replayBytes()).isEqualTo(BATCH + 3 * ReplayLedger.ENTRY_BYTES + bytes);
            shard.beginBatch(1);
            put(shard, "a", 2L);
            assertThat(shard.endBatch().deltas())
                    .extracting(SectionBuffer::owner)
                    .containsExactly("o");
        }
    }

    /** Mutant: a store that failed is not asked. */
    @Test
    void aBatchDoesNotEndWithAStoreThatFailed(@TempDir Path directory) {
        CountingStores stores = new CountingStores(new InMemoryWorkingStore.Factory());
        try (Shard shard = history(directory, stores, 1 << 20, 1 << 30).open()) {
            shard.beginBatch(0);
            stores.failure = new StorageException("a flush failed");
            assertThatThrownBy(shard::endBatch).isSameAs(stores.failure);
        }
    }

    @Test
    void anOperatorThatTheShardWasNotOpenedWithIsABug(@TempDir Path directory) {
        try (Shard shard = history(directory, 1 << 30).open()) {
            assertThatThrownBy(() -> shard.table("q"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("'q'");
        }
    }
}
