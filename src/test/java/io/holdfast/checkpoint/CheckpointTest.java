package io.holdfast.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.common.Digest;
import io.holdfast.failure.ConfigurationException;
import io.holdfast.failure.CorruptCheckpointException;
import io.holdfast.failure.FencedException;
import io.holdfast.failure.IncompatibleCheckpointException;
import io.holdfast.failure.StorageException;
import io.holdfast.format.FileNames;
import io.holdfast.format.Manifest;
import io.holdfast.format.Manifest.Kind;
import io.holdfast.format.Manifests;
import io.holdfast.format.SnapshotDescriptor;
import io.holdfast.format.SnapshotStore;
import io.holdfast.storage.ForwardingStorage;
import io.holdfast.storage.Storage;
import io.holdfast.storage.StoredFile;
import io.holdfast.testkit.simulation.FaultPlan;
import io.holdfast.testkit.simulation.SimulatedStorage;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Planted defects seen to fail: refusal asked after the epoch is taken; unpublished outbox given up; floor going back, or
 * counting takeover batches; no fail stop; head's chunks, the chain, or a snapshot's X and B not compared; a directory that
 * lost its batches taken for a new one; replayed batches or reused files pruned; orphans or dead temporary files kept;
 * probe without a second publication; a lost acknowledgment of a publication taken for a failure.
 */
class CheckpointTest {

    private final Ledger ledger = new Ledger();
    private final SimulatedStorage storage = new SimulatedStorage();

    private TestJob start(Storage view, int process) {
        return new TestJob(view, ledger, process).takeOver();
    }

    private static SortedSet<String> everything(SimulatedStorage view) throws IOException {
        TreeSet<String> names = new TreeSet<>();
        for (String directory : view.directories("")) {
            for (StoredFile file : view.list(directory)) {
                names.add(directory + "/" + file.name() + " " + file.length());
            }
        }
        return names;
    }

    @Test
    void aDirectoryWithForeignContentIsRefusedAndLeftAlone() throws IOException {
        storage.createDirectories("photos");
        assertThatThrownBy(() -> Checkpoint.open(storage, RetentionPolicy.newest(2), TestJob.TIME))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll("simulated", "\"photos\"");
        storage.create("notes.txt").close();
        assertThatThrownBy(() -> Checkpoint.open(storage, RetentionPolicy.newest(2), TestJob.TIME))
                .hasMessageContaining("\"notes.txt\"");
        assertThat(storage.directories("")).containsExactly("photos");
    }

    @Test
    void theProbeLeavesNothingAndRefusesAStorageThatOverwrites() throws IOException {
        Checkpoint.open(storage, RetentionPolicy.newest(2), TestJob.TIME).close();
        assertThat(everything(storage)).isEmpty();
        Storage overwriting = new ForwardingStorage(storage) {
            @Override
            public boolean publish(String from, String to) throws IOException {
                storage.delete(to);
                return storage.publish(from, to);
            }
        };
        assertThatThrownBy(() -> Checkpoint.open(overwriting, RetentionPolicy.newest(2), TestJob.TIME))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("published over another");
        Checkpoint.open(storage, RetentionPolicy.newest(2), TestJob.TIME).close();
    }

    @Test
    void aSecondProcessIsKeptOutByTheLock() {
        try (TestJob first = start(storage, 1)) {
            assertThat(first).isNotNull();
            assertThatThrownBy(() -> start(storage.newProcess(), 2)).isInstanceOf(FencedException.class);
        }
        start(storage.newProcess(), 2).close();
    }

    @Test
    void aRefusedSuccessionLeavesNoTrace() throws IOException {
        start(storage, 1).batch().close();
        SortedSet<String> before = everything(storage);
        try (Checkpoint next = Checkpoint.open(storage, RetentionPolicy.newest(2), TestJob.TIME)) {
            assertThatThrownBy(() -> next.takeOver(head -> {
                        throw new IncompatibleCheckpointException("another job");
                    }))
                    .hasMessage("another job");
        }
        assertThat(everything(storage)).isEqualTo(before);
    }

    @Test
    void retentionCountsOnlyBatchesInWhichOperatorsRan() {
        Checkpoint checkpoint =
                start(storage, 1).batch().batch().batch().closing().checkpoint();
        assertThat(checkpoint.head().manifest().floor()).isEqualTo(2);
        checkpoint.close();
        TestJob next = start(storage, 2);
        assertThat(next.checkpoint().head().manifest().floor()).isEqualTo(2);
        assertThat(next.batch().checkpoint().head().manifest().floor()).isEqualTo(3);
        next.close();
    }

    @Test
    void outputThatIsNotPublishedIsKeptWhateverTheFloor() {
        try (Checkpoint checkpoint = start(storage, 1).checkpoint()) {
            for (long batch = 1; batch <= 6; batch++) {
                checkpoint.commit(Manifests.draft(Kind.BATCH, batch, 0), List.of());
            }
            checkpoint.prune();
            assertThat(checkpoint.head().manifest().floor()).isEqualTo(5);
            assertThat(checkpoint.reader().batches()).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
            checkpoint.commit(Manifests.draft(Kind.BATCH, 7, 6), List.of());
            checkpoint.commit(Manifests.draft(Kind.BATCH, 8, 7), List.of());
            checkpoint.prune();
            assertThat(checkpoint.reader().batches())
                    .as("what 7, the oldest retained, does not know to be published")
                    .containsExactly(7L, 8L);
        }
    }

    @Test
    void pruningKeepsExactlyWhatRetainedBatchesReach() throws IOException {
        try (TestJob job = start(storage, 1)) {
            job.batch().batch().prune();
            assertThat(job.checkpoint().reader().batches())
                    .as("replay from the start")
                    .containsExactly(0L, 1L, 2L);
            job.snapshot().batch().batch().prune();
            assertThat(job.checkpoint().reader().batches()).containsExactly(2L, 3L, 4L);
            assertThat(job.checkpoint().head().manifest().floor())
                    .as("2 is kept for its output, which 3 does not know to be published")
                    .isEqualTo(3);
            job.snapshot().batch().prune();
            assertThat(storage.list(FileNames.SNAPSHOTS))
                    .as("batch 4 keeps its own")
                    .hasSize(2);
            job.batch().batch().prune();
            assertThat(storage.list(FileNames.SNAPSHOTS)).hasSize(1);
            assertThat(storage.list(FileNames.FILES))
                    .as("keys k1 to k4, reused")
                    .hasSize(4);
            ledger.check(storage.newProcess());
        }
    }

    @Test
    void whatADeadProcessStoredAndNeverNamedIsDeletedAfterTakeover() throws IOException {
        TestJob job = start(storage, 1).batch().snapshot();
        assertThat(job).isNotNull();
        assertThat(storage.list(FileNames.FILES)).hasSize(1);
        try (TestJob next = start(storage.reboot(), 2)) {
            SimulatedStorage view = storage.newProcess();
            next.prune();
            assertThat(view.list(FileNames.FILES)).isEmpty();
            assertThat(view.list(FileNames.SNAPSHOTS)).isEmpty();
            next.snapshot().prune();
            assertThat(view.list(FileNames.FILES)).as("an upload in flight").hasSize(1);
            assertThat(view.list(FileNames.SNAPSHOTS)).hasSize(1);
        }
    }

    @Test
    void stateThatBeginsLateNeedsNoOlderBatches() {
        Checkpoint checkpoint = start(storage, 1).checkpoint();
        for (long batch = 1; batch <= 4; batch++) {
            checkpoint.commit(Manifests.draft(Kind.BATCH, batch, batch - 1), List.of());
        }
        for (long batch = 5; batch <= 7; batch++) {
            Manifest.ShardProgress shard = Manifests.shard(null, -1);
            Manifest committed = checkpoint
                    .commit(Manifests.stateful(Kind.BATCH, batch, batch - 1, shard), List.of())
                    .manifest();
            assertThat(committed.shards().get(0).snapshotThrough()).isEqualTo(4);
            checkpoint.prune();
        }
        checkpoint.close();
        assertThat(checkpoint.reader().batches()).containsExactly(5L, 6L, 7L);
        try (Checkpoint next = Checkpoint.open(storage, RetentionPolicy.newest(2), TestJob.TIME)) {
            next.takeOver(head -> Manifests.stateful(Kind.TAKEOVER, 8, 6, Manifests.shard(null, -1)));
        }
    }

    /** Create, write the header and flush, ahead of time; flush again before the file is used. */
    private static final long OPERATIONS_AHEAD = 4;

    /** Each operation of a commit fails in turn, with and without effect. */
    @Test
    void afterAFailedOperationNothingMoreIsWritten() throws IOException {
        for (int mode = 0; mode < 2; mode++) {
            for (long at = 1; ; at++) {
                Ledger outside = new Ledger();
                SimulatedStorage disk = new SimulatedStorage();
                TestJob job = new TestJob(disk, outside, 1).takeOver().batch().snapshot();
                long number = disk.operations() + at;
                disk.faults(mode == 0 ? FaultPlan.failBefore(number, false) : FaultPlan.failAfter(number));
                try {
                    job.batch();
                    if (disk.operations() < number) {
                        assertThat(at).as("operations of a commit").isGreaterThan(8);
                        break;
                    }
                    // A file begun ahead is given up for another while it holds nothing. After that only one failure
                    // changes nothing: a publication of which reading proves that it happened.
                    assertThat(at <= OPERATIONS_AHEAD || mode == 1).isTrue();
                } catch (StorageException e) {
                    assertThat(at).isGreaterThan(OPERATIONS_AHEAD);
                    assertThat(e).hasMessageContainingAll("simulated/", "simulated fault");
                    long before = disk.operations();
                    assertThatThrownBy(job::batch)
                            .isInstanceOf(StorageException.class)
                            .hasMessageContaining("failed once");
                    assertThatThrownBy(job::prune).isInstanceOf(StorageException.class);
                    assertThat(disk.operations()).as("nothing was tried").isEqualTo(before);
                }
                outside.check(disk.newProcess());
                outside.check(disk.powerCut(SimulatedStorage.LOSE_ALL));
            }
        }
    }

    @Test
    void aPublicationThatOnlySeemedToFailIsRecognized() throws IOException {
        try (TestJob job = start(storage, 1)) {
            storage.faults(new FaultPlan() {
                @Override
                public void after(Operation operation) throws IOException {
                    if (operation.name().equals("publish")) {
                        throw new IOException("connection lost");
                    }
                }
            });
            job.batch();
            ledger.check(storage.newProcess());
        }
    }

    @Test
    void aFullDiskIsNamedWithARemedyAndLosesNothing() throws IOException {
        TestJob job = start(storage, 1).batch();
        storage.capacity(0);
        assertThatThrownBy(job::batch)
                .isInstanceOf(StorageException.class)
                .hasMessageContainingAll("cannot write", "tmp/", "No space left on device", "free some space");
        SimulatedStorage next = storage.reboot().capacity(1 << 20);
        start(next, 2).batch().close();
        ledger.check(next);
        assertThat(next.list(FileNames.TEMPORARY)).isEmpty();
    }

    private static final Set<String> READING = Set.of("open", "read", "list", "directories", "takeOut");

    /** A file system mounted read-only, and a directory of another user. Seen to fail without a remedy for the first. */
    @Test
    void aDirectoryThatCannotBeWrittenIsNamedWithARemedyAndLeftAsItIs() throws IOException {
        TestJob job = start(storage, 1).batch().snapshot().batch();
        job.close();
        SortedSet<String> before = everything(storage);
        for (IOException refusal : List.of(
                new FileSystemException("simulated/lock", null, "Read-only file system"),
                new AccessDeniedException("simulated/lock"))) {
            SimulatedStorage refusing = storage.newProcess().faults(new FaultPlan() {
                @Override
                public void before(Operation operation) throws IOException {
                    if (!READING.contains(operation.name())) {
                        throw refusal;
                    }
                }
            });
            assertThatThrownBy(() -> start(refusing, 2))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContainingAll("simulated", String.valueOf(refusal.getMessage()))
                    .hasMessageContaining("checkpoint directory");
            assertThat(CheckpointVerification.of(refusing).batches()).isEqualTo(3);
            assertThat(everything(storage)).isEqualTo(before);
        }
        start(storage.newProcess(), 2).batch().close();
        ledger.check(storage.newProcess());
    }

    private interface Damaging {
        void damage(SimulatedStorage disk) throws IOException;
    }

    private void stopsTheStart(String file, Damaging damaging) throws IOException {
        Ledger outside = new Ledger();
        SimulatedStorage disk = new SimulatedStorage();
        TestJob job = new TestJob(disk, outside, 1).takeOver().batch().batch().snapshot();
        job.batch().batch().batch().close();
        damaging.damage(disk);
        SortedSet<String> before = everything(disk);
        assertThatThrownBy(() -> new TestJob(disk, outside, 2).takeOver())
                .isInstanceOf(CorruptCheckpointException.class)
                .hasMessageContainingAll(file, "expected", "found", "fork --batch");
        assertThat(everything(disk)).as("nothing was changed").isEqualTo(before);
    }

    @Test
    void damageOfWhatTheHeadNeedsStopsTheStart() throws IOException {
        stopsTheStart(FileNames.batch(5), disk -> disk.flipBit(FileNames.batch(5), 21, 0));
        stopsTheStart(FileNames.batch(4), disk -> disk.delete(FileNames.batch(4)));
        stopsTheStart(FileNames.batch(3), disk -> disk.delete(FileNames.batch(3)));
        stopsTheStart("snapshots/", disk -> disk.delete(first(disk, FileNames.SNAPSHOTS)));
        stopsTheStart("files/", disk -> disk.delete(first(disk, FileNames.FILES)));
        stopsTheStart("files/", disk -> disk.cut(first(disk, FileNames.FILES), 1));
        stopsTheStart("snapshots/", disk -> disk.flipBit(first(disk, FileNames.SNAPSHOTS), 40, 1));
        stopsTheStart("epochs/", disk -> disk.flipBit(first(disk, FileNames.EPOCHS), 30, 1));
        stopsTheStart(FileNames.BATCHES, disk -> {
            for (StoredFile file : disk.list(FileNames.BATCHES)) {
                disk.delete(FileNames.BATCHES + "/" + file.name());
            }
        });
    }

    /** A sound file of another history under the right name: only the chain of digests tells. */
    @Test
    void aBatchOfAnotherHistoryStopsTheStart() throws IOException {
        SimulatedStorage other = new SimulatedStorage();
        TestJob job = new TestJob(other, new Ledger(), 9).takeOver();
        job.batch().batch().batch().batch().close();
        byte[] foreign = other.content(FileNames.batch(4));
        stopsTheStart(FileNames.batch(4), disk -> {
            disk.delete(FileNames.batch(4));
            try (var output = disk.create(FileNames.batch(4))) {
                output.write(foreign, 0, foreign.length);
            }
        });
    }

    @Test
    void aSnapshotThatDoesNotFitTheBatchIsNotNamed() {
        for (long[] throughAndDirty : new long[][] {{0, 1}, {1, 3}}) {
            SimulatedStorage disk = new SimulatedStorage();
            Checkpoint checkpoint =
                    new TestJob(disk, new Ledger(), 1).takeOver().batch().checkpoint();
            Digest snapshot = SnapshotStore.write(
                    disk,
                    new SnapshotDescriptor("job-1", 0, 0, 256, throughAndDirty[0], throughAndDirty[1], List.of()));
            Manifest draft = Manifests.stateful(Kind.BATCH, 2, 0, Manifests.shard(snapshot, 1));
            assertThatThrownBy(() -> checkpoint.commit(draft, List.of()))
                    .isInstanceOf(CorruptCheckpointException.class)
                    .hasMessageContaining(FileNames.snapshot(snapshot));
            assertThat(checkpoint.reader().batches()).containsExactly(0L, 1L);
        }
    }

    private static String first(SimulatedStorage disk, String directory) throws IOException {
        return directory + "/" + disk.list(directory).get(0).name();
    }

    @Test
    void aDraftOutOfOrderIsABug() {
        try (Checkpoint checkpoint =
                Checkpoint.open(storage, RetentionPolicy.newest(2), TestJob.TIME, new SplittableRandom(1))) {
            assertThatThrownBy(() -> checkpoint.commit(Manifests.draft(Kind.BATCH, 0, -1), List.of()))
                    .hasMessageContaining("takeover");
        }
        try (Checkpoint checkpoint = start(storage, 2).checkpoint()) {
            assertThat(new TreeMap<>(checkpoint.head().manifest().sinks())).containsKey("out");
            assertThatThrownBy(() -> checkpoint.commit(Manifests.draft(Kind.BATCH, 7, -1), List.of()))
                    .isInstanceOf(IllegalStateException.class);
        }
    }
}
