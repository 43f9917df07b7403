package io.holdfast.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.common.Digest;
import io.holdfast.failure.StorageException;
import io.holdfast.format.FileNames;
import io.holdfast.storage.ForwardingStorage;
import io.holdfast.storage.Storage;
import io.holdfast.storage.StorageOutput;
import io.holdfast.storage.StoredFile;
import io.holdfast.testkit.simulation.FaultPlan;
import io.holdfast.testkit.simulation.SimulatedStorage;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * The order of calls that only a loss of power, or a process that starts at the same moment, would tell. Mutants of
 * {@code Checkpoint.makeDurable}, {@code Cleanup.delete} and {@code CheckpointDirectory.probe}.
 */
class StorageOrderTest {

    private final SimulatedStorage storage = new SimulatedStorage();
    private final List<String> calls = new ArrayList<>();

    private final Storage recording = new ForwardingStorage(storage) {
        @Override
        public boolean publish(String from, String to) throws IOException {
            calls.add("publish " + to);
            return storage.publish(from, to);
        }

        @Override
        public void syncDirectory(String directory) throws IOException {
            calls.add("sync " + directory);
            storage.syncDirectory(directory);
        }

        @Override
        public void delete(String path) throws IOException {
            calls.add("delete " + path);
            storage.delete(path);
        }
    };

    /** Planted: no sync before the takeover batch, so that a power cut may take its parent and leave it. */
    @Test
    void theHeadIsMadeDurableBeforeATakeoverBuildsOnIt() {
        Ledger ledger = new Ledger();
        new TestJob(storage, ledger, 1).takeOver().batch().close();
        try (TestJob next = new TestJob(recording, ledger, 2)) {
            next.takeOver();
        }
        assertThat(calls)
                .filteredOn(call -> call.contains(FileNames.BATCHES))
                .startsWith("sync " + FileNames.BATCHES, "publish " + FileNames.batch(2));
    }

    /** Planted: batches not deleted durably before what they name; stored files kept. */
    @Test
    void batchesAreDeletedDurablyBeforeWhatTheyName() throws IOException {
        CheckpointDirectory.create(storage);
        Digest snapshot = Digest.of(new byte[] {1});
        new Cleanup(recording, Disposal.deleting(recording))
                .delete(new Retention.Garbage(List.of(3L), List.of(snapshot), Set.of("f")));
        assertThat(calls)
                .containsExactly(
                        "delete " + FileNames.batch(3),
                        "sync " + FileNames.BATCHES,
                        "delete " + FileNames.snapshot(snapshot),
                        "delete " + FileNames.file("f"));
    }

    /** Planted: the sync of no deletion; orphans deleted again at each pruning, or although a retained batch needs them. */
    @Test
    void orphansAreDeletedOnceAndOnlyThey() throws IOException {
        Ledger ledger = new Ledger();
        new TestJob(storage, ledger, 1)
                .takeOver()
                .batch()
                .snapshot()
                .batch()
                .batch()
                .snapshot()
                .close();
        int stored = storage.list(FileNames.FILES).size();
        try (TestJob next = new TestJob(recording, ledger, 2)) {
            next.takeOver();
            calls.clear();
            next.prune();
            assertThat(calls).anyMatch(call -> call.startsWith("delete " + FileNames.SNAPSHOTS));
            assertThat(storage.list(FileNames.FILES)).as("those that are named").hasSizeBetween(1, stored - 1);
            calls.clear();
            next.prune();
            assertThat(calls).isEmpty();
        }
        ledger.check(storage.newProcess());
    }

    /** Planted: a probe whose file a takeover deleted is taken for a probe that succeeded. */
    @Test
    void aProbeThatATakeoverDisturbedIsRepeated() {
        AtomicInteger publications = new AtomicInteger();
        Storage overwriting = new ForwardingStorage(storage) {
            @Override
            public boolean publish(String from, String to) throws IOException {
                if (publications.getAndIncrement() == 0) {
                    throw new NoSuchFileException(from);
                }
                storage.delete(to);
                return storage.publish(from, to);
            }
        };
        assertThatThrownBy(() ->
                        Checkpoint.open(overwriting, RetentionPolicy.newest(2), TestJob.TIME, new SplittableRandom(1)))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("published over another");
    }

    /** Planted: any failure of a probe taken for a disturbance by a takeover, and tried again until it passes. */
    @Test
    void aProbeThatFailsIsNotRepeated() {
        AtomicInteger publications = new AtomicInteger();
        Storage failing = new ForwardingStorage(storage) {
            @Override
            public boolean publish(String from, String to) throws IOException {
                if (publications.getAndIncrement() == 0) {
                    throw new IOException("connection lost");
                }
                return storage.publish(from, to);
            }
        };
        assertThatThrownBy(() ->
                        Checkpoint.open(failing, RetentionPolicy.newest(2), TestJob.TIME, new SplittableRandom(1)))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("connection lost");
    }

    /** Planted: the counts and sums of a verification, and the batches that it reads. */
    @Test
    void aVerificationSaysWhatItRead() throws IOException {
        CheckpointDirectory.create(storage);
        assertThat(CheckpointVerification.of(storage)).isEqualTo(new CheckpointVerification(-1, 0, 0, 0));
        TestJob job =
                new TestJob(storage, new Ledger(), 1).takeOver().batch().batch().snapshot();
        job.batch().batch().prune().close();
        List<StoredFile> batches = storage.list(FileNames.BATCHES);
        long bytes = job.checkpoint().reader().batches().stream()
                .flatMap(batch -> job.checkpoint().reader().read(batch).manifest().chunks().stream())
                .mapToLong(chunk -> chunk.storedLength())
                .sum();
        assertThat(bytes).isPositive();
        assertThat(CheckpointVerification.of(storage))
                .isEqualTo(new CheckpointVerification(4, batches.size(), bytes, 1));
    }

    /** Mutants: the file of another batch begun ahead; what was begun stays; a storage that has failed is asked again. */
    @Test
    void whatWasBegunAheadIsUsedOrRemoved() throws IOException {
        List<String> created = new ArrayList<>();
        Storage creating = new ForwardingStorage(storage) {
            @Override
            public StorageOutput create(String path) throws IOException {
                created.add(path);
                return storage.create(path);
            }
        };
        try (TestJob job = new TestJob(creating, new Ledger(), 1).takeOver()) {
            created.clear();
            job.batch();
            assertThat(created).singleElement().asString().endsWith(".batch");
            job.checkpoint().prepareCommit();
            assertThat(storage.list(FileNames.TEMPORARY)).hasSize(1);
        }
        assertThat(storage.list(FileNames.TEMPORARY)).isEmpty();
        TestJob failed = new TestJob(creating, new Ledger(), 2).takeOver();
        failed.checkpoint().prepareCommit();
        storage.faults(FaultPlan.failBefore(storage.operations() + 1, true));
        assertThatThrownBy(() -> failed.batch()).isInstanceOf(StorageException.class);
        long operations = storage.operations();
        failed.close();
        assertThat(storage.operations()).isEqualTo(operations);
    }

    /** Mutants: the probe of a storage that always fails in this way never ends; one that overwrites and says no passes. */
    @Test
    void aProbeThatIsAlwaysDisturbedFails() {
        Storage forgetful = new ForwardingStorage(storage) {
            @Override
            public boolean publish(String from, String to) throws IOException {
                throw new NoSuchFileException(from);
            }
        };
        assertThatThrownBy(() ->
                        Checkpoint.open(forgetful, RetentionPolicy.newest(2), TestJob.TIME, new SplittableRandom(1)))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("commit a probe file as");
        Storage lying = new ForwardingStorage(storage) {
            @Override
            public boolean publish(String from, String to) throws IOException {
                if (storage.list(FileNames.TEMPORARY).stream().anyMatch(file -> to.endsWith(file.name()))) {
                    storage.delete(to);
                    storage.publish(from, to);
                    throw new FileAlreadyExistsException(to);
                }
                return storage.publish(from, to);
            }
        };
        assertThatThrownBy(
                        () -> Checkpoint.open(lying, RetentionPolicy.newest(2), TestJob.TIME, new SplittableRandom(2)))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("published over another");
    }

    /** It would take longer the more are retained. Planted: each commit looks for a successor although no epoch was taken. */
    @Test
    void aCommitListsNoBatches() {
        List<String> listed = new ArrayList<>();
        Storage listing = new ForwardingStorage(storage) {
            @Override
            public List<StoredFile> list(String directory) throws IOException {
                listed.add(directory);
                return storage.list(directory);
            }
        };
        TestJob job = new TestJob(listing, new Ledger(), 1).takeOver();
        listed.clear();
        job.batch();
        assertThat(listed).contains(FileNames.EPOCHS).doesNotContain(FileNames.BATCHES);
    }
}
