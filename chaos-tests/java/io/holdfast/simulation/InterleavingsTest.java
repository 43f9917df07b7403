package io.holdfast.simulation;

import static net.bytebuddy.matcher.ElementMatchers.named;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.configuration.UnknownMarker;
import io.holdfast.driver.RestoredValues;
import io.holdfast.failure.FencedException;
import io.holdfast.failure.IncompatibleCheckpointException;
import io.holdfast.failure.SinkException;
import io.holdfast.format.FileNames;
import io.holdfast.storage.DefectiveStorage;
import io.holdfast.storage.ForwardingStorage;
import io.holdfast.storage.Storage;
import io.holdfast.storage.StorageOutput;
import io.holdfast.storage.StoredFile;
import io.holdfast.testkit.simulation.SimulatedCrash;
import io.holdfast.testkit.simulation.SimulatedStorage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The interleavings that section 8 of the design names, each with the defect that its test was seen to catch. */
class InterleavingsTest {

    private final Path scratch;

    InterleavingsTest(@TempDir(factory = MemoryDirectory.class) Path scratch) {
        this.scratch = scratch;
    }

    private static @Nullable Throwable run(Sums sums, Life life) {
        Throwable end = life.run(sums.options.build(), sums.plan(), Sums.TYPES);
        if (end instanceof AssertionError error) {
            throw error;
        }
        return end;
    }

    private static long momentsOfACleanRun(Path scratch) {
        Sums sums = new Sums(scratch).records(24).runs(8);
        return sums.life().moments().count();
    }

    /** At some moment of a running job another process begins to start, and dies right before it would take over. */
    private void startThatDies(long moment, UnaryOperator<Storage> defect) {
        Sums sums = new Sums(scratch).records(24);
        sums.arranged = life -> life.on((now, what) -> {
            if (now == moment) {
                sums.world.beside();
                Life other = new Life(sums.world, 7).defect(defect);
                other.on((then, where) -> {
                    if (where.point().equals("before publish batches/*.batch")) {
                        other.die(where);
                    }
                });
                assertThat(run(sums, other)).isInstanceOf(SimulatedCrash.class);
            }
        });
        sums.runs(8).checkExact();
        sums.arranged = life -> {};
        sums.world.reboot();
        sums.runs(3).checkExact();
    }

    @Test
    void aStartThatDiesBeforeItsTakeoverHasDoneTheRunningJobNoHarm() {
        long moments = momentsOfACleanRun(scratch);
        for (long moment = 60; moment < moments; moment += 5) {
            startThatDies(moment, storage -> storage);
        }
    }

    /** Planted: cleaning as soon as the epochs have been looked at, which takes a snapshot on its way from a live job. */
    @Test
    void cleanupBeforeTakeoverIsCaught() {
        long moments = momentsOfACleanRun(scratch);
        assertThatThrownBy(() -> {
                    for (long moment = 60; moment < moments; moment++) {
                        startThatDies(moment, InterleavingsTest::cleaningTooEarly);
                    }
                })
                .isInstanceOf(AssertionError.class);
    }

    private static Storage cleaningTooEarly(Storage storage) {
        return new ForwardingStorage(storage) {
            @Override
            public List<StoredFile> list(String directory) throws IOException {
                if (directory.equals(FileNames.EPOCHS)) {
                    for (String cleaned : List.of(FileNames.FILES, FileNames.TEMPORARY)) {
                        for (StoredFile file : storage.list(cleaned)) {
                            storage.delete(cleaned + "/" + file.name());
                        }
                    }
                }
                return storage.list(directory);
            }
        };
    }

    private static Storage cleaningLater(Storage storage) {
        return new ForwardingStorage(storage) {
            @Override
            public void delete(String path) throws IOException {
                if (!path.startsWith(FileNames.TEMPORARY)) {
                    storage.delete(path);
                }
            }
        };
    }

    /**
     * A zombie: at every third moment of its life a successor takes over and runs to the end of the input; then the zombie
     * wakes, commits nothing, and publishes nothing beyond what it had committed. {@link Past} would see a second commit
     * of a batch, {@link Target} a record out of order.
     */
    @Test
    void aProcessThatWakesAfterItsSuccessorCommitsAndPublishesNothingOfItsOwn() {
        long moments = momentsOfACleanRun(scratch);
        int fenced = 0;
        for (long moment = 1; moment < moments; moment += 3) {
            fenced += zombie(moment, storage -> storage) instanceof FencedException ? 1 : 0;
        }
        assertThat(fenced).as("zombies that learned of it").isGreaterThan((int) moments / 6);
    }

    /** In turn the successor has, and has not yet, deleted what the zombie had begun to write. */
    private @Nullable Throwable zombie(long moment, UnaryOperator<Storage> defect) {
        Sums sums = new Sums(scratch).records(24);
        sums.arranged = life -> life.defect(defect).on((now, what) -> {
            if (now == moment) {
                sums.world.beside();
                Life successor = new Life(sums.world, 7).stopAfter(Duration.ofSeconds(12));
                if (moment % 2 == 0) {
                    successor.defect(InterleavingsTest::cleaningLater);
                }
                assertThat(run(sums, successor)).isNull();
            }
        });
        @Nullable Throwable end = sums.run(8);
        sums.checkExact();
        return end;
    }

    /** Planted: a publication of batch files that replaces what has the name. */
    @Test
    void aPublicationThatOverwritesIsCaught() {
        long moments = momentsOfACleanRun(scratch);
        assertThatThrownBy(() -> {
                    for (long moment = 60; moment < moments; moment += 3) {
                        zombie(moment, DefectiveStorage::overwriting);
                    }
                })
                .isInstanceOf(AssertionError.class);
    }

    /** The power is cut between the name and the sync of its directory: no sink has seen the batch, whatever survives. */
    @Test
    void nothingIsVisibleBetweenTheNameOfABatchAndTheSyncOfItsDirectory() {
        for (long batch = 1; batch < 6; batch++) {
            for (int fate = 0; fate < 4; fate++) {
                Sums sums = new Sums(scratch).records(24);
                String name = FileNames.batch(batch);
                sums.arranged = life -> life.on((moment, what) -> {
                    if (what.is("after", "publish", name)) {
                        life.die(what);
                    }
                });
                assertThat(sums.run(8)).isInstanceOf(SimulatedCrash.class);
                long died = batch;
                assertThat(sums.target.entries).allMatch(entry -> entry.batch() < died);
                sums.world.powerCut(
                        fate < 2
                                ? fate == 0 ? SimulatedStorage.LOSE_ALL : SimulatedStorage.KEEP_ALL
                                : new SplittableRandom(fate)::nextInt);
                sums.arranged = life -> {};
                sums.runs(8).checkExact();
            }
        }
    }

    /** Planted: a commit that does not sync the directory of batches. */
    @Test
    void outputPublishedBeforeTheSyncOfTheDirectoryIsCaught() {
        Sums sums = new Sums(scratch).records(24);
        sums.arranged =
                life -> life.defect(storage -> DefectiveStorage.withoutSyncOfNames(Set.of(FileNames.BATCHES), storage));
        assertThatThrownBy(() -> sums.runs(8))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("durable");
    }

    /**
     * A process is killed between the name of a batch and the sync of its directory, the next one between the name of its
     * takeover batch and that sync; then the power is cut, and the later name may survive without the earlier one.
     */
    @Test
    void aTakeoverBuildsOnlyOnNamesThatAreDurable() {
        diesTwiceBeforeTheSync();
    }

    /** Planted: a takeover that does not sync the names that it builds on, which can leave a gap in the history. */
    @Test
    void aTakeoverThatBuildsOnANameThatIsNotDurableIsCaught() {
        try (var planted = PlantedDefect.plant(
                "io.holdfast.checkpoint.Checkpoint", named("makeDurable"), Advices.DoesNothing.class)) {
            assertThatThrownBy(this::diesTwiceBeforeTheSync).isInstanceOf(AssertionError.class);
        }
    }

    private void diesTwiceBeforeTheSync() {
        for (int fate = 0; fate < 40; fate++) {
            Sums sums = new Sums(scratch).records(24);
            dieAfterPublishing(sums, 2);
            sums.world.reboot();
            dieAfterPublishing(sums, 3);
            sums.world.powerCut(new SplittableRandom(fate)::nextInt);
            sums.arranged = life -> {};
            sums.runs(9).checkExact();
        }
    }

    private static void dieAfterPublishing(Sums sums, long batch) {
        sums.arranged = life -> life.on((moment, what) -> {
            if (what.is("after", "publish", FileNames.batch(batch))) {
                life.die(what);
            }
        });
        assertThat(sums.run(8)).isInstanceOf(SimulatedCrash.class);
    }

    /**
     * Two batches have run, mutating the same lists, before the first is written; the process dies before the second is.
     * What is restored is the state after the first. Seen to fail when OutboxStep.take handed out the buffer that the next
     * batch goes on to fill.
     */
    @Test
    void theDeltaOfABatchHoldsNothingOfTheNextAlthoughThatOneRanBeforeItWasWritten() throws Exception {
        Bank bank = new Bank(new World(scratch), Bank.input(8));
        Life life = new Life(bank.world, 1, "commit").stopAfter(Duration.ofSeconds(20));
        int[] secondRan = {0};
        bank.ledger.onRead((split, offset) -> secondRan[0] += offset == 3 ? 1 : 0);
        life.time().after(Duration.ofMillis(1_700), () -> {
            assertThat(secondRan[0])
                    .as("both splits of the second batch were read")
                    .isEqualTo(2);
            assertThat(bank.world.past().batches()).containsOnlyKeys(0L);
            life.workers().letGo();
        });
        life.on((moment, what) -> {
            if (what.is("before", "publish", FileNames.batch(2))) {
                life.die(what);
            }
        });
        assertThat(life.run(new Options().build(), bank.plan(), Bank.TYPES)).isInstanceOf(SimulatedCrash.class);
        bank.world.powerCut(SimulatedStorage.LOSE_ALL);
        assertThat(RestoredValues.of(bank.world.disk(), 1, Bank.TYPES, bank.world.scratch))
                .isEqualTo(new BankModel(bank).state(1));
        Life next = new Life(bank.world, 2).stopAfter(Duration.ofMillis(9_500));
        assertThat(next.run(new Options().build(), bank.plan(), Bank.TYPES)).isNull();
        new BankModel(bank).checkOutputs();
    }

    private static World restoredFrom(Path scratch, SimulatedStorage backup) throws IOException {
        World world = new World(scratch);
        for (String directory : backup.directories("")) {
            world.disk().createDirectories(directory);
            for (StoredFile file : backup.list(directory)) {
                String path = directory + "/" + file.name();
                byte[] content = backup.content(path);
                try (StorageOutput output = world.disk().create(path)) {
                    output.write(content, 0, content.length);
                    output.sync();
                }
            }
            world.disk().syncDirectory(directory);
        }
        world.disk().syncDirectory("");
        world.past().adopt(world.disk());
        return world;
    }

    private Sums backupBehindItsTarget() throws IOException {
        Sums original = new Sums(scratch).records(24).runs(3);
        World backup = restoredFrom(scratch, original.world.disk().newProcess());
        original.world.reboot();
        original.runs(8).checkExact();
        Sums restored = new Sums(backup).records(24);
        restored.target = original.target;
        return restored;
    }

    /** As often as its next batch comes after all that the target has seen. */
    private Sums refusedBackup() throws IOException {
        Sums sums = backupBehindItsTarget();
        for (int start = 0; start < 8; start++) {
            refused(sums, "marker of batch");
        }
        return sums;
    }

    private static void refused(Sums sums, String why) {
        int before = sums.target.entries.size();
        assertThat(sums.run(5))
                .isInstanceOf(IncompatibleCheckpointException.class)
                .hasMessageContainingAll(
                        "sink 'out'",
                        "first target",
                        why,
                        "nothing was published",
                        "onUnknownMarker(\"out\"",
                        "REPUBLISH",
                        "SKIP");
        assertThat(sums.target.entries).hasSize(before);
        assertThat(sums.life().restarts).isEmpty();
        sums.world.reboot();
    }

    /** Seen to fail when SinkRecovery did not compare the marker with the head. */
    @Test
    void aRestoredBackupDoesNotPublishBehindANewerMarker() throws IOException {
        Sums sums = refusedBackup();
        int before = sums.target.entries.size();
        sums.options.unknownMarkers.put("out", UnknownMarker.SKIP);
        sums.runs(8);
        assertThat(sums.target.entries)
                .as("the rest of the input, published anew")
                .hasSizeGreaterThan(before);
        sums.options.unknownMarkers.clear();
        sums.world.reboot();
        sums.runs(3);
    }

    /**
     * Until the first output of a job that was told to skip is published, the target has the marker that is not its own.
     * Seen to fail when that was skipped to at each start.
     */
    @Test
    void whatIsCommittedAfterASkipIsPublishedThoughTheTargetFailsAtFirst() throws IOException {
        Sums undisturbed = refusedBackup();
        undisturbed.options.unknownMarkers.put("out", UnknownMarker.SKIP);
        undisturbed.runs(8);

        Sums sums = refusedBackup();
        sums.options.unknownMarkers.put("out", UnknownMarker.SKIP);
        AtomicInteger failures = new AtomicInteger(2);
        sums.target.onStore((after, batch) -> {
            if (!after && failures.getAndDecrement() > 0) {
                throw new SinkException("the target says no");
            }
        });
        sums.runs(8);
        assertThat(sums.life().restarts).hasSize(2);
        assertThat(sums.target.values()).isEqualTo(undisturbed.target.values());
    }

    @Test
    void aDeletedDirectoryDoesNotPublishAllOverAgain() {
        Sums original = new Sums(scratch).records(24).runs(8);
        Sums anew = new Sums(scratch).records(24);
        anew.target = original.target;
        refused(anew, "timeline");
        refused(anew, "timeline");
        anew.options.unknownMarkers.put("out", UnknownMarker.REPUBLISH);
        anew.target.entries.clear();
        anew.runs(8).checkExact();
    }

    /** The target was emptied: what was pending is published on request, and only that. */
    @Test
    void aTargetThatLostItsMarkerIsAskedAbout() {
        Sums sums = new Sums(scratch).records(24).runs(4);
        int published = sums.target.entries.size();
        sums.target.marker = null;
        sums.target.entries.clear();
        sums.world.reboot();
        refused(sums, "no marker");
        sums.options.unknownMarkers.put("out", UnknownMarker.REPUBLISH);
        sums.runs(9);
        assertThat(sums.target.entries).hasSize(24 - published);
    }
}
