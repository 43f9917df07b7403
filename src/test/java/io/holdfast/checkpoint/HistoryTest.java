package io.holdfast.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.checkpoint.Checkpoint.Committed;
import io.holdfast.failure.CorruptCheckpointException;
import io.holdfast.failure.FencedException;
import io.holdfast.format.BatchFileWriter;
import io.holdfast.format.EpochFile;
import io.holdfast.format.FileNames;
import io.holdfast.format.Manifest;
import io.holdfast.format.Manifest.Kind;
import io.holdfast.format.Manifests;
import io.holdfast.storage.ForwardingStorage;
import io.holdfast.storage.Storage;
import io.holdfast.storage.StorageInput;
import io.holdfast.storage.StorageOutput;
import io.holdfast.storage.StoredFile;
import io.holdfast.testkit.simulation.SimulatedStorage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** What a starting process makes of a directory that others change meanwhile, or that lost a part. */
class HistoryTest {

    private final SimulatedStorage storage = new SimulatedStorage();

    /** Planted: each of the two refusals left out; the other one hides it when both directories hold something. */
    @Test
    void whatIsLeftOfAHistoryIsNotTakenForANewDirectory() throws IOException {
        for (String left : List.of(FileNames.SNAPSHOTS, FileNames.FILES)) {
            SimulatedStorage disk = new SimulatedStorage();
            CheckpointDirectory.create(disk);
            disk.create(left + "/x").close();
            assertThatThrownBy(() -> History.read(disk))
                    .isInstanceOf(CorruptCheckpointException.class)
                    .hasMessageContaining("what " + left + " holds");
        }
    }

    /** Lists a batch that was pruned since: one more with each listing, so often. */
    private Storage changing(int times) {
        return new ForwardingStorage(storage) {
            private int listings;

            @Override
            public List<StoredFile> list(String directory) throws IOException {
                List<StoredFile> files = new ArrayList<>(storage.list(directory));
                if (directory.equals(FileNames.BATCHES) && listings++ < times) {
                    assertThat(listings).as("attempts end").isLessThan(100);
                    files.add(new StoredFile(FileNames.batch(100 + listings).substring(directory.length() + 1), 1));
                }
                return files;
            }
        };
    }

    /** Planted: no second look at a directory that changed; looking forever. */
    @Test
    void aDirectoryThatChangesIsReadAgainButNotForever() {
        new TestJob(storage, new Ledger(), 1).takeOver().batch().close();
        Checkpoint.Committed head = History.read(changing(1)).head();
        assertThat(head).isNotNull();
        assertThat(head.manifest().batch()).isEqualTo(1);
        assertThatThrownBy(() -> History.read(changing(Integer.MAX_VALUE)))
                .isInstanceOf(CorruptCheckpointException.class);
    }

    /**
     * The job commits and prunes for every third batch that its successor reads, and retains eight. Planted: what was read is
     * read again after each commit, so that no reading ever ends, and no race is won.
     */
    @Test
    void aPastThatIsLongerThanABatchLastsIsReadToItsEnd() {
        Checkpoint job = Checkpoint.open(storage, RetentionPolicy.newest(8), TestJob.TIME, new SplittableRandom(1));
        job.takeOver(head -> Manifests.draft(Kind.TAKEOVER, 0, -1));
        for (int batch = 0; batch < 12; batch++) {
            commit(job);
        }
        storage.releaseLocks();
        Storage slow = new ForwardingStorage(storage.newProcess()) {
            private int read;

            @Override
            public StorageInput open(String path) throws IOException {
                if (path.startsWith(FileNames.BATCHES) && ++read % 3 == 0) {
                    commit(job);
                }
                return storage.open(path);
            }
        };
        try (Checkpoint next =
                Checkpoint.open(slow, RetentionPolicy.newest(8), TestJob.TIME, new SplittableRandom(2))) {
            Manifest taken = next.takeOver(head -> Manifests.draft(
                            Kind.TAKEOVER,
                            head.manifest().batch() + 1,
                            head.manifest().batch()))
                    .manifest();
            assertThat(taken.epoch()).isEqualTo(2);
            assertThat(taken.batch()).isGreaterThan(13);
            assertThat(History.read(storage).retained()).hasSize(Math.toIntExact(taken.batch() - taken.floor() + 1));
        }
        assertThatThrownBy(() -> commit(job)).isInstanceOf(FencedException.class);
    }

    /** Planted: what was read of batches that were given up is taken for those that have their names now. */
    @Test
    void batchesThatARepairGaveUpWhileTheyWereReadAreForgotten() throws IOException {
        Ledger ledger = new Ledger();
        new TestJob(storage, ledger, 1).takeOver().batch().batch().close();
        HistoryReader reader = new HistoryReader(storage);
        assertThat(reader.read().head().manifest().batch()).isEqualTo(2);
        storage.delete(FileNames.batch(2));
        assertThat(reader.read().head().manifest().batch()).isEqualTo(1);
        Committed after;
        try (TestJob next = new TestJob(storage, new Ledger(), 2).takeOver().batch()) {
            after = next.checkpoint().head();
        }
        assertThat(reader.read().head()).isEqualTo(after);
    }

    private static void commit(Checkpoint job) {
        long batch = job.head().manifest().batch() + 1;
        job.commit(Manifests.draft(Kind.BATCH, batch, batch - 1), List.of());
        job.prune();
    }

    /** A rival takes the epoch that was free a moment ago, so often. */
    private Storage racing(int times) throws IOException {
        CheckpointDirectory.create(storage);
        return new ForwardingStorage(storage) {
            private int claims;

            @Override
            public boolean publish(String from, String to) throws IOException {
                if (claims++ < times) {
                    assertThat(claims).as("attempts end").isLessThan(1000);
                    long next = Epochs.highestTaken(storage) + 1;
                    EpochFile.claim(storage, new EpochFile(next, "rival", 0));
                }
                return storage.publish(from, to);
            }
        };
    }

    /** Planted: a lost claim taken for a won one, so that two processes have one epoch; attempts without end. */
    @Test
    void anEpochThatARivalTookFirstIsNotOurs() throws IOException {
        assertThat(Epochs.take(racing(1), null, "mine", 0)).isEqualTo(2);
        assertThat(EpochFile.read(storage, 2).nonce()).isEqualTo("mine");
        assertThatThrownBy(() -> Epochs.take(racing(Integer.MAX_VALUE), null, "mine", 0))
                .isInstanceOf(FencedException.class)
                .hasMessageContaining("took the next epoch 100 times");
        assertThat(Epochs.highestTaken(storage))
                .as("one epoch for each attempt")
                .isEqualTo(102);
    }

    /** Mutants: the batch of the floor is not retained; the one before it, which is gone, is asked for. */
    @Test
    void thePastReachesBackToTheFloorAndWhatIsReplayedFromThere() {
        try (TestJob job = new TestJob(storage, new Ledger(), 1).takeOver()) {
            for (int i = 0; i < 4; i++) {
                job.batch().snapshot().batch().prune();
            }
            History history = History.read(storage);
            assertThat(history.head()).isNotNull();
            assertThat(history.retained().firstKey())
                    .isPositive()
                    .isEqualTo(history.head().manifest().floor());
        }
    }

    /** Mutant: the digest is compared, the job is not. */
    @Test
    void aBatchOfAnotherJobOnTopOfOursIsDamage() throws IOException {
        new TestJob(storage, new Ledger(), 1).takeOver().batch().close();
        Checkpoint.Committed ours = History.read(storage).head();
        assertThat(ours).isNotNull();
        Manifest next = Manifests.stateful(Manifest.Kind.BATCH, 2, 0, Manifests.shard(null, -1));
        Manifest sealed = next.sealed(2, 1, "nonce", ours.digest(), 0, next.shards(), 0);
        try (StorageOutput output = storage.create(FileNames.batch(2))) {
            new BatchFileWriter().write(output, Manifests.ofJob("of another", sealed), List.of());
        }
        assertThatThrownBy(() -> History.read(storage))
                .isInstanceOf(CorruptCheckpointException.class)
                .hasMessageContaining("job id of another");
    }

    /** Planted: a walk that calls itself for the batch before. */
    @Test
    void aPastOfManyBatchesNeedsNoDeeperStack() throws Exception {
        int batches = 3_000;
        TestJob job = new TestJob(storage, new Ledger(), 1).takeOver();
        for (int batch = 1; batch <= batches; batch++) {
            job.batch();
        }
        job.close();
        FutureTask<History> read = new FutureTask<>(() -> History.read(storage));
        new Thread(null, read, "little stack", 256 << 10).start();
        assertThat(read.get().files()).hasSize(batches + 1);
    }
}
