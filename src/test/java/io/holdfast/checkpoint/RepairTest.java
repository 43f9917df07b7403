package io.holdfast.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.failure.ConfigurationException;
import io.holdfast.failure.CorruptCheckpointException;
import io.holdfast.failure.FencedException;
import io.holdfast.failure.IncompatibleCheckpointException;
import io.holdfast.format.FileNames;
import io.holdfast.format.Manifest;
import io.holdfast.format.Manifest.Kind;
import io.holdfast.format.PinFile;
import io.holdfast.format.SnapshotStore;
import io.holdfast.inspect.Audit;
import io.holdfast.inspect.AuditResult;
import io.holdfast.storage.StoredFile;
import io.holdfast.testkit.simulation.FaultPlan;
import io.holdfast.testkit.simulation.FileSystemKind;
import io.holdfast.testkit.simulation.SimulatedCrash;
import io.holdfast.testkit.simulation.SimulatedStorage;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Files of a checkpoint are damaged or lost, and the directory is repaired. Planted defects that these tests caught, besides those at
 * single tests: pins of what is given up stay; the floor stays; no batch on top if the head is sound; an unreadable top is
 * taken for one of the job; what a newer version wrote is taken for damage.
 */
class RepairTest {

    private interface Damage {
        void to(SimulatedStorage storage, String path) throws IOException;
    }

    private static final Damage DELETED = SimulatedStorage::delete;

    private static final Damage CUT = (storage, path) -> storage.cut(path, storage.content(path).length / 2);

    private static final Damage FLIPPED = (storage, path) -> storage.flipBit(path, storage.content(path).length / 2, 3);

    private final Ledger ledger = new Ledger();
    private SimulatedStorage storage = new SimulatedStorage();
    private long pinned;
    private long floor;
    private long head;

    @BeforeEach
    void runJob() {
        run();
    }

    /** Three processes leave snapshots, a pinned batch, and what the first left unnamed. The head does not need the oldest retained batch. */
    private void run() {
        TestJob first = new TestJob(storage, ledger, 1).takeOver().batch().batch();
        pinned = first.checkpoint().head().manifest().batch();
        Pins.pin(storage, new PinFile("a", pinned, "test", 1), new SplittableRandom(1));
        first.batch().snapshot().batch().batch().prune().snapshot();
        storage.releaseLocks();
        TestJob second = new TestJob(storage, ledger, 2).takeOver();
        second.batch().snapshot().batch().prune().batch().snapshot().batch().close();
        TestJob third = new TestJob(storage, ledger, 3).takeOver().snapshot().batch();
        head = third.checkpoint().head().manifest().batch();
        floor = third.checkpoint().head().manifest().floor();
        assertThat(floor).as("two are retained, and a takeover between them").isEqualTo(head - 2);
        third.close();
    }

    private static AuditResult audit(SimulatedStorage storage) {
        return Audit.of(storage, (done, total) -> {});
    }

    private static Repair.Outcome repair(SimulatedStorage storage) {
        return Repair.run(storage, () -> audit(storage).findings(), TestJob.TIME, new SplittableRandom(9), "somebody");
    }

    private static TreeMap<String, byte[]> content(SimulatedStorage storage) throws IOException {
        TreeMap<String, byte[]> content = new TreeMap<>();
        TreeSet<String> directories = new TreeSet<>(FileNames.DIRECTORIES);
        directories.add(FileNames.ASIDE);
        for (String directory : directories) {
            for (StoredFile file : storage.list(directory)) {
                String path = directory + "/" + file.name();
                content.put(path, storage.content(path));
            }
        }
        return content;
    }

    private static void isUnchanged(SimulatedStorage storage, TreeMap<String, byte[]> before) throws IOException {
        TreeMap<String, byte[]> now = content(storage);
        assertThat(now.keySet()).isEqualTo(before.keySet());
        now.forEach((path, bytes) -> assertThat(bytes).as(path).isEqualTo(before.get(path)));
    }

    /** Each file that was there is there, or aside, byte for byte. */
    private static void nothingIsLost(SimulatedStorage storage, TreeMap<String, byte[]> before) throws IOException {
        TreeMap<String, byte[]> now = content(storage);
        before.forEach((path, bytes) -> assertThat(now.entrySet())
                .as(path)
                .anyMatch(entry -> Arrays.equals(entry.getValue(), bytes)
                        && (entry.getKey().equals(path)
                                || (entry.getKey().startsWith(FileNames.ASIDE)
                                        && entry.getKey().endsWith("-" + path.replace('/', '-'))))));
    }

    private List<String> files() throws IOException {
        return content(storage).keySet().stream()
                .filter(path -> !path.startsWith(FileNames.TEMPORARY))
                .toList();
    }

    /** A start after a repair, and some batches: with the state of the batch that was found sound. */
    private void goOn(SimulatedStorage disk, long restored, long newest) throws IOException {
        Ledger own = newest == restored ? ledger.rewoundTo(restored) : ledger.repairedAfter(restored);
        own.checkRestorable(disk, newest);
        new TestJob(disk, own, 5)
                .takeOver()
                .prune()
                .batch()
                .snapshot()
                .batch()
                .batch()
                .prune()
                .close();
        own.check(disk.newProcess());
        assertThat(audit(disk).problems()).isEmpty();
    }

    private static boolean isStartRefused(SimulatedStorage disk, Ledger ledger) {
        try (TestJob job = new TestJob(disk, ledger, 5)) {
            job.takeOver();
            return false;
        } catch (CorruptCheckpointException e) {
            return true;
        }
    }

    /** Meant to catch: a batch counts as sound though what it replays, or its snapshot, is damaged; pins of lost batches stay. */
    @Test
    void whateverIsDamagedTheDirectoryIsWholeAfterwardsOrAsItWas() throws IOException {
        Set<String> repaired = new TreeSet<>();
        int refused = 0;
        for (String path : files()) {
            for (Damage damage : List.of(DELETED, CUT, FLIPPED)) {
                SimulatedStorage disk = storage.copyOfDisk();
                damage.to(disk, path);
                TreeMap<String, byte[]> before = content(disk);
                AuditResult found = audit(disk);
                if (found.newestRestorable() < 0) {
                    refused++;
                    assertThatThrownBy(() -> repair(disk)).isInstanceOf(CorruptCheckpointException.class);
                    isUnchanged(disk, before);
                    continue;
                }
                repaired.add(path.substring(0, path.indexOf('/')));
                Repair.Outcome outcome = repair(disk);
                assertThat(audit(disk).problems()).as("%s of %s", outcome, path).isEmpty();
                nothingIsLost(disk, before);
                assertThat(outcome.restored()).isEqualTo(found.newestRestorable());
                assertThat(outcome.aside()).extracting(Repair.SetAside::path).doesNotHaveDuplicates();
                assertThat(repair(disk).aside()).as("a second time").isEmpty();
                goOn(disk, outcome.restored(), outcome.head());
            }
        }
        assertThat(repaired).containsExactlyInAnyOrder("batches", "epochs", "files", "pins", "snapshots");
        assertThat(refused).isPositive();
    }

    /** What is damaged at once: the head and what is about no batch; an older batch; a stored file and a pinned batch. */
    private List<List<String>> victims() throws IOException {
        List<StoredFile> epochs = storage.list(FileNames.EPOCHS);
        String epoch = FileNames.EPOCHS + "/" + epochs.get(epochs.size() - 1).name();
        return List.of(
                List.of(FileNames.batch(head), FileNames.pin("a"), epoch),
                List.of(FileNames.batch(floor)),
                List.of(newestStored(), FileNames.batch(pinned)));
    }

    /** Only the newest batch needs it. */
    private String newestStored() throws IOException {
        Set<String> sound = new TreeSet<>(reached(head));
        sound.removeAll(reached(head - 1));
        return sound.iterator().next();
    }

    private Set<String> reached(long batch) {
        Set<String> files = new TreeSet<>();
        Reach.of(new CheckpointReader(storage).read(batch).manifest())
                .snapshots()
                .forEach(snapshot -> SnapshotStore.read(storage, snapshot)
                        .files()
                        .forEach(file -> files.add(FileNames.file(file.storedName()))));
        return files;
    }

    /**
     * Planted defect: the directory {@code aside/} is not synced, so that an old name is gone before the new one is durable. Not
     * caught, since a start refuses whatever is missing: another order of what is set aside; old names that come back.
     */
    @Test
    void aRepairThatDiesAtAnyOperationLeavesWhatAStartRefusesOrIsRightAndASecondOneEndsIt() throws IOException {
        int died = 0;
        for (List<String> victims : victims()) {
            SimulatedStorage damaged = storage.copyOfDisk();
            for (String victim : victims) {
                CUT.to(damaged, victim);
            }
            for (long at = 1; diesAt(damaged, at); at++) {
                died++;
            }
        }
        assertThat(died).isGreaterThan(50);
    }

    /** Dies after the numbered one of the operations that change something: to die before it is to die after the last one. */
    private static final class CrashAfterChange implements FaultPlan {

        private static final Set<String> READING = Set.of("open", "read", "list", "directories", "flush");

        private long left;

        CrashAfterChange(long number) {
            left = number;
        }

        @Override
        public void after(Operation operation) {
            left -= READING.contains(operation.name()) ? 0 : 1;
            if (left == 0) {
                throw new SimulatedCrash("after " + operation);
            }
        }
    }

    private boolean diesAt(SimulatedStorage damaged, long at) throws IOException {
        TreeMap<String, byte[]> before = content(damaged);
        boolean died = false;
        for (int fate = 0; fate < 3; fate++) {
            SimulatedStorage disk = damaged.copyOfDisk();
            disk.faults(new CrashAfterChange(at));
            try {
                repair(disk);
            } catch (SimulatedCrash e) {
                died = true;
            }
            SimulatedStorage after =
                    switch (fate) {
                        case 0 -> disk.reboot();
                        case 1 -> disk.powerCut(SimulatedStorage.LOSE_ALL);
                        default -> disk.powerCut(new SplittableRandom(at)::nextInt);
                    };
            nothingIsLost(after, before);
            long sound = audit(damaged).newestRestorable();
            isRefusedOrRight(after.copyOfDisk(), sound);
            repair(after);
            nothingIsLost(after, before);
            assertThat(audit(after).problems()).isEmpty();
            long newest = new CheckpointReader(after).requireHead();
            assertThat(newest).isBetween(sound, sound + 1);
            goOn(after, sound, newest);
        }
        return died;
    }

    private void isRefusedOrRight(SimulatedStorage disk, long sound) throws IOException {
        long newest = new CheckpointReader(disk).requireHead();
        boolean onTop = isOnTop(disk, newest);
        Ledger own = onTop ? ledger.repairedAfter(sound) : ledger.rewoundTo(newest);
        if (!isStartRefused(disk, own)) {
            assertThat(newest).isEqualTo(onTop ? sound + 1 : sound);
            own.checkRestorable(disk, newest);
        }
    }

    private static boolean isOnTop(SimulatedStorage disk, long batch) {
        try {
            return new CheckpointReader(disk).read(batch).manifest().intervention() != null;
        } catch (CorruptCheckpointException e) {
            return false;
        }
    }

    /** On HDFS, a file that is moved loses its old name at once. */
    @Test
    void aFileSystemThatMovesFilesIsRepairedAsWell() throws IOException {
        Ledger own = new Ledger();
        SimulatedStorage hdfs = new SimulatedStorage(FileSystemKind.HDFS);
        TestJob job =
                new TestJob(hdfs, own, 1).takeOver().batch().snapshot().batch().batch();
        long newest = job.checkpoint().head().manifest().batch();
        job.close();
        CUT.to(hdfs, FileNames.batch(newest));
        TreeMap<String, byte[]> before = content(hdfs);
        assertThat(repair(hdfs).head()).isEqualTo(newest);
        nothingIsLost(hdfs, before);
        assertThat(audit(hdfs).isWhole()).isTrue();
    }

    /** Meant to catch: the floor stays, so that the next start looks for the batch that is gone. */
    @Test
    void aDamagedOlderBatchCostsNothingButItself() throws IOException {
        FLIPPED.to(storage, FileNames.batch(floor));
        assertThat(isStartRefused(storage.copyOfDisk(), ledger)).isTrue();
        Repair.Outcome outcome = repair(storage);
        assertThat(outcome.restored()).isEqualTo(head);
        goOn(storage, head, outcome.head());
    }

    /** Meant to catch: no word of who did it; the epoch of the old process; another timeline, under which nothing would be refused. */
    @Test
    void theBatchOnTopSaysWhatWasDone() throws IOException {
        Manifest sound = new CheckpointReader(storage).read(head - 1).manifest();
        CUT.to(storage, FileNames.batch(head));
        Repair.Outcome outcome = repair(storage);
        assertThat(outcome.before()).isEqualTo(head);
        assertThat(outcome.head()).isEqualTo(head);
        Manifest top = new CheckpointReader(storage).readHead().manifest();
        assertThat(top.kind()).isEqualTo(Kind.TAKEOVER);
        assertThat(top.timeline()).isEqualTo(sound.timeline());
        assertThat(top.epoch()).isGreaterThan(sound.epoch());
        assertThat(top.sinks()).isEqualTo(sound.sinks());
        assertThat(top.shards()).isEqualTo(sound.shards());
        assertThat(top.sources().get("clicks").positions())
                .isEqualTo(sound.sources().get("clicks").positions());
        assertThat(top.intervention()).isNotNull();
        assertThat(top.intervention().who()).isEqualTo("somebody");
        assertThat(top.intervention().why()).contains("batch " + head, "batch " + (head - 1));
    }

    /** Meant to catch: the damaged file goes before a higher epoch is there. */
    @Test
    void noEpochIsGivenTwice() throws IOException {
        long taken = Epochs.highestTaken(storage);
        FLIPPED.to(storage, FileNames.epoch(taken));
        assertThat(isStartRefused(storage.copyOfDisk(), ledger)).isTrue();
        Repair.Outcome outcome = repair(storage);
        assertThat(outcome.head()).as("no batch was needed").isEqualTo(head);
        assertThat(outcome.aside()).extracting(Repair.SetAside::path).contains(FileNames.epoch(taken));
        long claimed = Epochs.highestTaken(storage);
        assertThat(claimed).isGreaterThan(taken);
        goOn(storage, head, head);
        assertThat(Epochs.highestTaken(storage)).isGreaterThan(claimed);
    }

    /** Planted defect: the names of what was set aside are not asked. */
    @Test
    void anEpochThatOnlyWhatWasSetAsideKnowsIsNotGivenAgain() throws IOException {
        FLIPPED.to(storage, FileNames.epoch(Epochs.highestTaken(storage)));
        repair(storage);
        long claimed = Epochs.highestTaken(storage);
        DELETED.to(storage, FileNames.epoch(claimed));
        FLIPPED.to(storage, FileNames.pin("a"));
        repair(storage);
        assertThat(Epochs.highestTaken(storage)).isGreaterThan(claimed);
    }

    /** Meant to catch: an epoch is taken, or a batch committed, for nothing. */
    @Test
    void aWholeDirectoryLosesOnlyWhatIsDead() throws IOException {
        List<Pruning.Unneeded> dead = Pruning.rehearse(storage);
        assertThat(dead).as("what the first process has left").isNotEmpty();
        TreeMap<String, byte[]> before = content(storage);
        Repair.Outcome outcome = repair(storage);
        assertThat(outcome.aside())
                .extracting(Repair.SetAside::path)
                .containsExactlyElementsOf(
                        dead.stream().map(Pruning.Unneeded::path).toList());
        assertThat(outcome.aside())
                .extracting(Repair.SetAside::bytes)
                .containsExactlyElementsOf(
                        dead.stream().map(Pruning.Unneeded::bytes).toList());
        assertThat(outcome.head()).isEqualTo(head);
        nothingIsLost(storage, before);
        TreeMap<String, byte[]> after = content(storage);
        assertThat(repair(storage).aside()).isEmpty();
        isUnchanged(storage, after);
        goOn(storage, head, head);
    }

    @Test
    void whenNoRetainedBatchCanBeRestoredNothingIsChanged() throws IOException {
        Set<String> shared = reached(head);
        shared.retainAll(reached(head - 1));
        shared.retainAll(reached(floor));
        DELETED.to(storage, shared.iterator().next());
        TreeMap<String, byte[]> before = content(storage);
        assertThatThrownBy(() -> repair(storage))
                .isInstanceOf(CorruptCheckpointException.class)
                .hasMessageContainingAll("Nothing was changed", "fork simulated TARGET --batch " + pinned);
        isUnchanged(storage, before);
    }

    @Test
    void aRunningJobAndADirectoryWithoutACheckpointAreLeftAlone() throws IOException {
        try (TestJob running = new TestJob(storage, ledger, 5)) {
            running.takeOver();
            SimulatedStorage other = storage.newProcess();
            TreeMap<String, byte[]> before = content(storage);
            assertThatThrownBy(() -> repair(other)).isInstanceOf(FencedException.class);
            isUnchanged(storage, before);
        }
        assertThatThrownBy(() -> repair(new SimulatedStorage()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("holds no checkpoint");
    }

    private SimulatedStorage copy(Kind kind) {
        SimulatedStorage copy = new SimulatedStorage();
        Manifest manifest = new CheckpointReader(storage).read(head).manifest();
        Manifest.Origin origin = new Manifest.Origin("simulated", manifest.timeline(), head);
        new Export(storage, copy, Export.Link.NEVER, (done, total) -> {}, new SplittableRandom(3))
                .run(
                        head,
                        kind,
                        kind == Kind.FORK ? "timeline-2" : manifest.timeline(),
                        new Manifest.Intervention("me", "test", origin, List.of()),
                        7);
        return copy;
    }

    /** Meant to catch: the top of a copy is given up, readable or not: then the copy would go on under the original's timeline. */
    @Test
    void aCopyIsNeverMadeIntoItsOriginal() throws IOException {
        for (Kind kind : List.of(Kind.FORK, Kind.SAVEPOINT)) {
            SimulatedStorage torn = copy(kind);
            CUT.to(torn, FileNames.batch(head + 1));
            isRefusedAsACopy(torn);
            SimulatedStorage readable = copy(kind);
            FLIPPED.to(readable, newestStored());
            assertThatThrownBy(() -> repair(readable))
                    .isInstanceOfAny(ConfigurationException.class, CorruptCheckpointException.class);
            SimulatedStorage below = copy(kind);
            FLIPPED.to(below, FileNames.batch(head));
            assertThatThrownBy(() -> repair(below))
                    .isInstanceOfAny(ConfigurationException.class, CorruptCheckpointException.class);
        }
    }

    private static void isRefusedAsACopy(SimulatedStorage copy) throws IOException {
        TreeMap<String, byte[]> before = content(copy);
        assertThatThrownBy(() -> repair(copy))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll("is not repaired", "Nothing was changed", "fork");
        isUnchanged(copy, before);
    }

    /** A fork on which a job has started is a directory like any other, down to its top. */
    @Test
    void aForkThatWentOnIsRepairedUnderItsOwnTimeline() throws IOException {
        SimulatedStorage fork = copy(Kind.FORK);
        TestJob job = new TestJob(fork, ledger.forkedAfter(head), 4)
                .takeOver()
                .batch()
                .batch();
        long newest = job.checkpoint().head().manifest().batch();
        job.close();
        CUT.to(fork, FileNames.batch(newest));
        assertThat(repair(fork).restored()).isEqualTo(newest - 1);
        assertThat(audit(fork).isWhole()).isTrue();
        assertThat(new CheckpointReader(fork).readHead().manifest().timeline())
                .isEqualTo(
                        new CheckpointReader(fork).read(newest - 1).manifest().timeline());
    }

    /** Meant to catch: what a newer version has written is taken for damage. */
    @Test
    void whatANewerVersionHasWrittenIsNotTakenForDamage() throws IOException {
        TreeMap<String, byte[]> before = content(storage);
        Repair.Findings findings = audit(storage).findings();
        assertThatThrownBy(() -> Repair.run(
                        storage,
                        () -> new Repair.Findings(
                                findings.head(),
                                findings.floor(),
                                findings.restorable(),
                                List.of(),
                                List.of("batch 3 has version 2")),
                        TestJob.TIME,
                        new SplittableRandom(1),
                        "me"))
                .isInstanceOf(IncompatibleCheckpointException.class)
                .hasMessageContaining("batch 3 has version 2");
        isUnchanged(storage, before);
    }
}
