package io.holdfast.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.common.Digest;
import io.holdfast.failure.ConfigurationException;
import io.holdfast.failure.CorruptCheckpointException;
import io.holdfast.format.FileNames;
import io.holdfast.format.Manifest;
import io.holdfast.format.Manifest.Kind;
import io.holdfast.format.Manifests;
import io.holdfast.format.PinFile;
import io.holdfast.format.SnapshotDescriptor;
import io.holdfast.format.SnapshotDescriptor.SnapshotFile;
import io.holdfast.format.SnapshotStore;
import io.holdfast.storage.ForwardingStorage;
import io.holdfast.storage.Storage;
import io.holdfast.storage.StorageOutput;
import io.holdfast.storage.StoredFile;
import io.holdfast.testkit.simulation.FaultPlan;
import io.holdfast.testkit.simulation.SimulatedCrash;
import io.holdfast.testkit.simulation.SimulatedStorage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/**
 * Forks and savepoints. Seen to fail by hand: the batch on top left for the end; the older batches left out.
 */
class ExportTest {

    private static final String LARGE = FileNames.storedName(1, 0, "n", "large");

    private final Ledger ledger = new Ledger();
    private final SimulatedStorage storage = new SimulatedStorage();

    private static TestJob begun(Storage storage, Ledger ledger) {
        return new TestJob(storage, ledger, 1)
                .takeOver()
                .batch()
                .batch()
                .snapshot()
                .batch()
                .prune()
                .batch()
                .batch();
    }

    private static CheckpointVerification export(Storage from, Storage to, long batch, Kind kind) {
        return export(from, to, batch, kind, Export.Link.NEVER, (done, total) -> {});
    }

    private static CheckpointVerification export(
            Storage from, Storage to, long batch, Kind kind, Export.Link link, Export.Progress progress) {
        String timeline = new CheckpointReader(from).read(batch).manifest().timeline();
        Manifest.Origin origin = new Manifest.Origin(from.location(), timeline, batch);
        return new Export(from, to, link, progress, new SplittableRandom(batch))
                .run(
                        batch,
                        kind,
                        kind == Kind.FORK ? "timeline-2" : timeline,
                        new Manifest.Intervention("me", "test", origin, List.of()),
                        7);
    }

    @Test
    void aForkGoesOnFromEachRetainedBatchUnderItsOwnTimeline() throws IOException {
        TestJob job = begun(storage, ledger);
        long head = job.checkpoint().head().manifest().batch();
        for (long batch = job.checkpoint().head().manifest().floor(); batch <= head; batch++) {
            SimulatedStorage fork = new SimulatedStorage();
            CheckpointVerification made = export(storage, fork, batch, Kind.FORK);
            assertThat(made.head()).isEqualTo(batch + 1);
            ledger.checkRestorable(fork, batch);
            Manifest top = new CheckpointReader(fork).readHead().manifest();
            Manifest below = new CheckpointReader(fork).read(batch).manifest();
            assertThat(top.timeline()).isEqualTo("timeline-2");
            assertThat(top.epoch()).isGreaterThan(below.epoch());
            assertThat(top.sinks()).as("what is published there").isEqualTo(below.sinks());
            assertThat(top.intervention()).isNotNull();
            assertThat(top.sources().get("clicks").positions())
                    .isEqualTo(below.sources().get("clicks").positions());
            assertThat(fork.list(FileNames.TEMPORARY)).isEmpty();
            assertThat(top.intervention().from()).isEqualTo(new Manifest.Origin("simulated", below.timeline(), batch));
            Ledger own = ledger.forkedAfter(batch);
            TestJob there = new TestJob(fork, own, 2);
            there.takeOver().prune().batch().snapshot().batch().batch().prune().close();
            own.check(fork.newProcess());
            assertThat(fork.list(FileNames.TEMPORARY)).isEmpty();
        }
        job.batch().prune();
        ledger.check(storage.newProcess());
    }

    @Test
    void aForkOfAForkGoesOn() throws IOException {
        begun(storage, ledger).close();
        long batch = new CheckpointReader(storage).readHead().manifest().batch();
        SimulatedStorage fork = new SimulatedStorage();
        export(storage, fork, batch, Kind.FORK);
        SimulatedStorage second = new SimulatedStorage();
        assertThat(export(fork, second, batch + 1, Kind.FORK).head()).isEqualTo(batch + 2);
        Ledger own = ledger.forkedAfter(batch).forkedAfter(batch + 1);
        new TestJob(second, own, 2).takeOver().batch().batch().batch().prune().close();
        own.check(second.newProcess());
    }

    @Test
    void aSavepointIsStartedOnByNobodyAndForkedByAnybody() throws IOException {
        begun(storage, ledger).close();
        long batch = new CheckpointReader(storage).readHead().manifest().batch();
        SimulatedStorage savepoint = new SimulatedStorage();
        export(storage, savepoint, batch, Kind.SAVEPOINT);
        TestJob job = new TestJob(savepoint, ledger.forkedAfter(batch), 2);
        assertThatThrownBy(job::takeOver)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll("is a savepoint of batch " + batch, "`fork simulated TARGET`");
        job.close();
        assertThat(savepoint.list(FileNames.EPOCHS)).as("nothing was changed").isEmpty();
        SimulatedStorage fork = new SimulatedStorage();
        export(savepoint, fork, batch, Kind.FORK);
        ledger.checkRestorable(fork, batch);
    }

    /** A copy that dies at any operation, with or without loss of power, is refused, or whole. */
    @Test
    void aHalfMadeForkIsRefusedByEachStart() throws IOException {
        begun(storage, ledger).close();
        long batch = new CheckpointReader(storage).readHead().manifest().batch();
        int refused = 0;
        for (long at = 1; ; at++) {
            boolean died = false;
            for (int fate = 0; fate < 4; fate++) {
                SimulatedStorage fork = new SimulatedStorage();
                try {
                    export(storage, fork.faults(FaultPlan.crashAfter(at)), batch, Kind.FORK);
                } catch (SimulatedCrash e) {
                    died = true;
                }
                SimulatedStorage after = fate == 0
                        ? fork.reboot()
                        : fork.powerCut(
                                fate == 1
                                        ? SimulatedStorage.LOSE_ALL
                                        : fate == 2 ? SimulatedStorage.KEEP_ALL : new SplittableRandom(at)::nextInt);
                refused += isRefused(after, batch) ? 1 : 0;
            }
            if (!died) {
                break;
            }
        }
        assertThat(refused).isGreaterThan(50);
    }

    /** Mutants: a sync left out, of a file or of the names in a directory. */
    @Test
    void aForkThatIsMadeOutlivesALossOfPower() throws IOException {
        begun(storage, ledger).close();
        long batch = new CheckpointReader(storage).readHead().manifest().batch();
        SimulatedStorage fork = new SimulatedStorage();
        export(storage, fork, batch, Kind.FORK);
        assertThat(isRefused(fork.powerCut(SimulatedStorage.LOSE_ALL), batch)).isFalse();
    }

    /** Mutant: its start says that a file is missing, and not why. */
    @Test
    void aStartOnAHalfMadeForkSaysWhatItIs() {
        begun(storage, ledger).close();
        long batch = new CheckpointReader(storage).readHead().manifest().batch();
        SimulatedStorage fork = new SimulatedStorage();
        Storage withoutLast = new ForwardingStorage(fork) {
            @Override
            public boolean publish(String from, String to) throws IOException {
                if (to.equals(FileNames.batch(batch))) {
                    throw new SimulatedCrash("before the last file");
                }
                return storage.publish(from, to);
            }
        };
        assertThatThrownBy(() -> export(storage, withoutLast, batch, Kind.FORK)).isInstanceOf(SimulatedCrash.class);
        try (TestJob job = new TestJob(fork, ledger.forkedAfter(batch), 2)) {
            assertThatThrownBy(job::takeOver)
                    .isInstanceOf(CorruptCheckpointException.class)
                    .hasMessageContainingAll("is not whole: a copy of batch " + batch, "delete this directory");
        }
    }

    private boolean isRefused(SimulatedStorage fork, long batch) throws IOException {
        Ledger own = ledger.forkedAfter(batch);
        try (TestJob job = new TestJob(fork, own, 2)) {
            job.takeOver();
            Manifest taken = job.checkpoint().head().manifest();
            if (taken.batch() == 0) {
                assertThat(fork.list(FileNames.FILES))
                        .as("nothing had been there")
                        .isEmpty();
            } else {
                ledger.checkRestorable(fork, batch);
                assertThat(new CheckpointReader(fork).read(batch + 1).manifest().timeline())
                        .as("never under the timeline of the original")
                        .isEqualTo("timeline-2");
            }
            return false;
        } catch (CorruptCheckpointException e) {
            return true;
        }
    }

    /** Mutants: what was linked is compared with a checksum of nothing; what could not be linked is missing. */
    @Test
    void whatCanBeLinkedIsNotCopied() throws IOException {
        begun(storage, ledger).close();
        long batch = new CheckpointReader(storage).readHead().manifest().batch();
        SimulatedStorage fork = new SimulatedStorage();
        int[] asked = {0};
        Export.Link everySecond = (path, target) -> {
            if (asked[0]++ % 2 == 0) {
                return false;
            }
            byte[] bytes = storage.content(path);
            try (StorageOutput output = fork.create(target)) {
                output.write(bytes, 0, bytes.length);
                output.sync();
            }
            return true;
        };
        List<Long> progress = new ArrayList<>();
        export(storage, fork, batch, Kind.FORK, everySecond, (done, total) -> {
            progress.add(done);
            progress.add(total);
        });
        assertThat(asked[0]).isGreaterThan(5);
        ledger.checkRestorable(fork, batch);
        long stored = fork.list(FileNames.FILES).stream()
                .mapToLong(StoredFile::length)
                .sum();
        assertThat(progress)
                .as("done, total, done, total")
                .endsWith(stored, stored)
                .hasSizeGreaterThan(3);
        assertThat(progress.get(0)).isPositive();
    }

    /** Mutants: only the first part is copied right; the length is not looked at before anything is made. */
    @Test
    void aFileLargerThanABufferIsCopiedWhole() throws IOException {
        byte[] bytes = new byte[(2 << 20) + 5];
        new SplittableRandom(1).nextBytes(bytes);
        CRC32C checksum = new CRC32C();
        checksum.update(bytes);
        try (TestJob job = new TestJob(storage, ledger, 1).takeOver().batch()) {
            SnapshotFile large = new SnapshotFile("large", LARGE, bytes.length, (int) checksum.getValue());
            replace(FileNames.file(LARGE), bytes);
            Digest snapshot =
                    SnapshotStore.write(storage, new SnapshotDescriptor("job-1", 0, 0, 256, 1, 1, List.of(large)));
            job.checkpoint().commit(Manifests.stateful(Kind.BATCH, 2, 0, Manifests.shard(snapshot, 1)), List.of());
        }
        SimulatedStorage copy = new SimulatedStorage();
        export(storage, copy, 2, Kind.SAVEPOINT);
        assertThat(copy.content(FileNames.file(LARGE))).isEqualTo(bytes);
        storage.cut(FileNames.file(LARGE), bytes.length - 1);
        refusedBeforeAnythingIsMade(bytes.length + " bytes");
        storage.delete(FileNames.file(LARGE));
        refusedBeforeAnythingIsMade("large is missing");
    }

    private void refusedBeforeAnythingIsMade(String reason) throws IOException {
        SimulatedStorage target = new SimulatedStorage();
        assertThatThrownBy(() -> export(storage, target, 2, Kind.SAVEPOINT))
                .isInstanceOf(CorruptCheckpointException.class)
                .hasMessageContaining(reason);
        assertThat(target.directories("")).isEmpty();
    }

    /** Each instant of the copy, with everything deleted that the original's retention gives up. */
    @Test
    void whatIsPinnedIsCopiedWhileTheOriginalPrunes() throws IOException {
        for (long at = 1; ; at++) {
            Ledger past = new Ledger();
            SimulatedStorage original = new SimulatedStorage();
            TestJob job = begun(original, past);
            long batch = job.checkpoint().head().manifest().floor();
            SimulatedStorage reader = original.newProcess();
            Pins.pin(reader, new PinFile("fork", batch, "", 0), new SplittableRandom(1));
            long before = reader.operations();
            reader.faults(FaultPlan.runBefore(
                    before + at,
                    () -> job.snapshot().batch().batch().prune().batch().batch().prune()));
            SimulatedStorage fork = new SimulatedStorage();
            export(reader, fork, batch, Kind.FORK);
            past.checkRestorable(fork, batch);
            if (at > reader.operations() - before) {
                break;
            }
            Pins.unpin(reader, "fork");
            job.prune();
            assertThat(job.checkpoint().reader().batches()).doesNotContain(batch);
        }
    }

    @Test
    void damageIsNotCopied() throws IOException {
        begun(storage, ledger).close();
        long batch = new CheckpointReader(storage).readHead().manifest().batch();
        for (String directory : List.of(FileNames.FILES, FileNames.SNAPSHOTS, FileNames.BATCHES)) {
            List<StoredFile> files = storage.list(directory);
            String path = directory + "/" + files.get(files.size() - 1).name();
            byte[] whole = storage.content(path);
            byte[] damaged = whole.clone();
            damaged[damaged.length / 2] ^= 1;
            replace(path, damaged);
            assertThatThrownBy(() -> export(storage, new SimulatedStorage(), batch, Kind.SAVEPOINT))
                    .isInstanceOf(CorruptCheckpointException.class)
                    .hasMessageContaining(path);
            replace(path, whole);
        }
        export(storage, new SimulatedStorage(), batch, Kind.SAVEPOINT);
    }

    private void replace(String path, byte[] bytes) throws IOException {
        storage.delete(path);
        try (var output = storage.create(path)) {
            output.write(bytes, 0, bytes.length);
        }
    }

    @Test
    void aTargetThatHoldsAnythingIsLeftAlone() throws IOException {
        begun(storage, ledger).close();
        long batch = new CheckpointReader(storage).readHead().manifest().batch();
        SimulatedStorage fork = new SimulatedStorage();
        export(storage, fork, batch, Kind.FORK);
        assertThatThrownBy(() -> export(storage, fork, batch, Kind.FORK))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("is not empty");
        SimulatedStorage notes = new SimulatedStorage();
        notes.create("notes.txt").close();
        assertThatThrownBy(() -> export(storage, notes, batch, Kind.FORK))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("\"notes.txt\"");
    }

    /** Mutant: a batch that somebody else put there a moment ago is taken for the copy. */
    @Test
    void aTargetThatSomebodyElseBeginsToUseIsGivenUp() throws IOException {
        begun(storage, ledger).close();
        long batch = new CheckpointReader(storage).readHead().manifest().batch();
        SimulatedStorage savepoint = new SimulatedStorage();
        export(storage, savepoint, batch, Kind.SAVEPOINT);
        byte[] theirs = savepoint.content(FileNames.batch(batch + 1));
        Storage shared = new ForwardingStorage(new SimulatedStorage()) {
            @Override
            public boolean publish(String from, String to) throws IOException {
                if (to.equals(FileNames.batch(batch + 1))) {
                    try (StorageOutput output = storage.create(to)) {
                        output.write(theirs, 0, theirs.length);
                    }
                }
                return storage.publish(from, to);
            }
        };
        assertThatThrownBy(() -> export(storage, shared, batch, Kind.FORK))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("somebody else writes there");
    }

    @Test
    void aJobWithoutStateIsForked() throws IOException {
        Checkpoint checkpoint =
                Checkpoint.open(storage, RetentionPolicy.newest(2), TestJob.TIME, new SplittableRandom(1));
        checkpoint.takeOver(head -> Manifests.draft(Kind.TAKEOVER, 0, -1));
        for (long batch = 1; batch <= 4; batch++) {
            checkpoint.commit(Manifests.draft(Kind.BATCH, batch, batch - 2), List.of(Manifests.outbox("o" + batch)));
        }
        checkpoint.prune();
        SimulatedStorage fork = new SimulatedStorage();
        export(storage, fork, 4, Kind.FORK);
        assertThat(new CheckpointReader(fork).batches())
                .as("batch 3 is not known to be published")
                .containsExactly(3L, 4L, 5L);
        try (Checkpoint there =
                Checkpoint.open(fork, RetentionPolicy.newest(2), TestJob.TIME, new SplittableRandom(2))) {
            assertThat(there.takeOver(head -> Manifests.draft(Kind.TAKEOVER, 6, 2))
                            .manifest()
                            .batch())
                    .isEqualTo(6);
        }
    }
}
