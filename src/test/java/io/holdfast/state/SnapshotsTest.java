package io.holdfast.state;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.failure.CorruptCheckpointException;
import io.holdfast.failure.StorageException;
import io.holdfast.format.SnapshotDescriptor.SnapshotFile;
import io.holdfast.testkit.simulation.InMemoryWorkingStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * When a snapshot begins, who waits for it, and what is stored. Each test names the mutants of {@link Snapshots} and
 * {@link SnapshotUpload} that nothing saw before.
 */
class SnapshotsTest {

    private static final int MANY_KEYS = 5000;

    private final Path directory;
    private final CountingStores stores;
    private InMemoryWorkingStore.StepListener atStep = step -> {};

    SnapshotsTest(@TempDir Path directory) {
        this.directory = directory;
        stores = new CountingStores(new InMemoryWorkingStore.Factory(step -> atStep.at(step)));
    }

    private History history(String name, long budget) {
        return new History(
                directory.resolve(name),
                List.of("o", "p"),
                stores,
                new ShardSetup.Options(1 << 30, budget),
                step -> atStep.at(step));
    }

    private static void batch(History history, Shard shard, String operator, int keys) {
        long batch = history.head() + 1;
        shard.beginBatch(batch);
        StateTable table = shard.table(operator);
        for (int i = 0; i < keys; i++) {
            byte[] key = Integer.toString(i).getBytes(StandardCharsets.UTF_8);
            table.put(
                    table.find(key, 0, key.length, KeyGroups.hash(key, 0, key.length)),
                    batch % 10,
                    StateTable.NO_DEADLINE);
        }
        history.commit(shard, batch, shard.endBatch());
    }

    /** What a batch that changes one key costs a restart. */
    private long costOfABatch() {
        History history = history("cost", 1 << 30);
        try (Shard shard = history.open()) {
            batch(history, shard, "o", 1);
            return shard.replayBytes();
        }
    }

    /** Mutants: as many is enough. */
    @Test
    void aSnapshotBeginsWithMoreThanHalfOfTheBudget() {
        long cost = costOfABatch();
        History enough = history("enough", 2 * cost);
        try (Shard shard = enough.open()) {
            batch(enough, shard, "o", 1);
            assertThat(enough.workers.hasTasks()).isFalse();
        }
        History more = history("more", 2 * cost - 2);
        try (Shard shard = more.open()) {
            batch(more, shard, "o", 1);
            assertThat(more.workers.hasTasks()).isTrue();
        }
    }

    /** Mutant: more than that is needed. */
    @Test
    void aJobWaitsAtFourTimesTheBudget() {
        History history = history("job", costOfABatch());
        try (Shard shard = history.open()) {
            for (int i = 0; i < 4; i++) {
                assertThat(shard.roomForDeltas()).isDone();
                batch(history, shard, "o", 1);
            }
            assertThat(shard.roomForDeltas()).isNotDone();
        }
    }

    /** Mutant: each batch gives those who wait something new to wait for, and forgets what they have. */
    @Test
    void whoeverWaitsForRoomIsToldOfIt() {
        History history = history("job", costOfABatch());
        try (Shard shard = history.open()) {
            while (shard.roomForDeltas().isDone()) {
                batch(history, shard, "o", 1);
            }
            CompletableFuture<Void> room = shard.roomForDeltas();
            batch(history, shard, "o", 1);
            history.workers.runAll();
            assertThat(room).isCompleted();
        }
    }

    /** Mutant: changes are written in steps while the job waits, and so takes no further step: it waits for ever. */
    @Test
    void aJobThatWaitsHasItsSnapshotBegunAtOnceHoweverMuchThereIsToWrite() {
        History history = history("job", 1);
        try (Shard shard = history.open()) {
            batch(history, shard, "o", MANY_KEYS);
            assertThat(shard.roomForDeltas()).isNotDone();
            assertThat(history.workers.hasTasks()).isTrue();
        }
        History other = history("other", 1 << 30);
        try (Shard shard = other.open()) {
            batch(other, shard, "o", MANY_KEYS);
        }
        try (Shard half = other.open(0, 0, 128, List.of("o", "p"))) {
            assertThat(half.roomForDeltas()).isNotDone();
            assertThat(other.workers.hasTasks()).isTrue();
        }
    }

    /** Planted defect: it is written as slowly as what a batch changes, which grows as much meanwhile. */
    @Test
    void whatARestartReplayedIsWrittenInThirtyTwoBatchesHoweverLittleTheyChange() {
        History history = history("replayed", 8 << 20);
        try (Shard shard = history.open()) {
            batch(history, shard, "o", 16 * MANY_KEYS);
            batch(history, shard, "p", 16 * MANY_KEYS);
        }
        stores.puts = 0;
        try (Shard shard = history.open()) {
            for (int batch = 1; batch <= 32; batch++) {
                assertThat(shard.table("p").replayed().isEmpty()).isFalse();
                batch(history, shard, "p", 1);
                assertThat(stores.puts).isEqualTo((long) batch * MANY_KEYS);
            }
            assertThat(shard.table("p").replayed().isEmpty()).isTrue();
        }
    }

    /** Mutant: the same, when a few large values fill a chain that had little before them. */
    @Test
    void aChainThatOneBatchFillsHasItsSnapshotBegunAtOnce() {
        History history = history("job", 1 << 20);
        try (Shard shard = history.open()) {
            batch(history, shard, "o", MANY_KEYS);
            assertThat(history.workers.hasTasks()).isFalse();
            shard.beginBatch(1);
            StateTable table = shard.table("p");
            byte[] key = {1};
            table.put(table.find(key, 0, 1, KeyGroups.hash(key, 0, 1)), "x".repeat(4 << 20), StateTable.NO_DEADLINE);
            history.commit(shard, 1, shard.endBatch());
            assertThat(shard.roomForDeltas()).isNotDone();
            assertThat(history.workers.hasTasks()).isTrue();
        }
    }

    /** Mutants: the upload is not told; the shard does not wait for it; it is closed twice. */
    @Test
    void aClosedShardStoresNothingMoreAndClosesOnce() throws Exception {
        History history = history("job", ReplayLedger.BATCH_BYTES);
        Shard shard = history.open();
        batch(history, shard, "o", 1);
        assertThat(history.workers.hasTasks()).isTrue();
        shard.close();
        assertThat(history.workers.hasTasks()).isFalse();
        assertThat(directory.resolve("job/stored")).isEmptyDirectory();
        shard.close();
        assertThat(stores.open).isZero();
    }

    /** Mutant: a failure that says all is wrapped in one that says less. */
    @Test
    void aFailureOfOursReachesTheDriverAsItIs() {
        CorruptCheckpointException failure = new CorruptCheckpointException("a block is damaged");
        atStep = step -> {
            throw failure;
        };
        History history = history("job", ReplayLedger.BATCH_BYTES);
        try (Shard shard = history.open()) {
            batch(history, shard, "o", 1);
            history.workers.runAll();
            assertThatThrownBy(() -> shard.takeSnapshot(0)).isSameAs(failure);
        }
    }

    /** Mutant: links are stored of files that the working store goes on writing. */
    @Test
    void whatTheStoreGoesOnWritingIsStoredAsACopy() throws Exception {
        atStep = step -> append(directory.resolve("job/work-0/snapshot-0/CURRENT"), step);
        History history = history("job", ReplayLedger.BATCH_BYTES);
        try (Shard shard = history.open()) {
            batch(history, shard, "o", 1);
            history.workers.runAll();
            batch(history, shard, "o", 1);
            for (SnapshotFile file : filesOfHead(history)) {
                assertThat(Checksums.of(history.snapshots.path(file.storedName())))
                        .isEqualTo(new Checksums(file.length(), file.crc32c()));
            }
        }
    }

    private static void append(Path file, String step) {
        if (step.equals("after bringing in a file")) {
            try {
                Files.writeString(file, "more", StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static List<SnapshotFile> filesOfHead(History history) {
        return history.snapshots
                .read(requireNonNull(requireNonNull(history.batches.get(history.head()))
                        .progress()
                        .snapshot()))
                .files();
    }

    /** Mutant: table files are copied too, and so take their room twice. */
    @Test
    void aTableFileIsStoredAsALink() throws Exception {
        History history = history("job", ReplayLedger.BATCH_BYTES);
        try (Shard shard = history.open()) {
            batch(history, shard, "o", 1);
            history.workers.runAll();
            batch(history, shard, "o", 1);
            for (SnapshotFile file : filesOfHead(history)) {
                assertThat(Files.getAttribute(history.snapshots.path(file.storedName()), "unix:nlink"))
                        .as("links to %s", file)
                        .isEqualTo(file.name().endsWith(".sst") ? 2 : 1);
            }
        }
    }

    /** Mutants: a known name is believed, whatever the length. */
    @Test
    void aTableFileThatHasAnotherLengthThanWasStoredIsRefused() throws Exception {
        History history = history("job", ReplayLedger.BATCH_BYTES);
        try (Shard shard = history.open()) {
            batch(history, shard, "o", 1);
            history.workers.runAll();
            batch(history, shard, "p", 1);
            for (SnapshotFile file : filesOfHead(history)) {
                if (file.name().endsWith(".sst")) {
                    Path local = directory.resolve("job/work-0/store").resolve(file.name());
                    Files.delete(local);
                    Files.writeString(local, "longer than it was, and something else");
                }
            }
            batch(history, shard, "p", 1);
            history.workers.runAll();
            assertThatThrownBy(() -> shard.takeSnapshot(history.head()))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("bytes, but was stored as");
        }
    }
}
