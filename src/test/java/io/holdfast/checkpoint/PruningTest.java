package io.holdfast.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.checkpoint.Pruning.Unneeded;
import io.holdfast.failure.ConfigurationException;
import io.holdfast.failure.CorruptCheckpointException;
import io.holdfast.format.FileNames;
import io.holdfast.format.PinFile;
import io.holdfast.storage.StoredFile;
import io.holdfast.testkit.simulation.FaultPlan;
import io.holdfast.testkit.simulation.SimulatedCrash;
import io.holdfast.testkit.simulation.SimulatedStorage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Somebody prunes a directory whose job runs, starts, or has died. Planted: what the head's own epoch has left is taken for left
 * behind, too; pins are forgotten.
 */
class PruningTest {

    private interface Job {
        void run(SimulatedStorage storage, Ledger ledger, TestJob old);
    }

    private static final Job RUNS_ON = (storage, ledger, old) ->
            old.snapshot().batch().prune().batch().snapshot().batch().prune();

    private static final Job RESTARTS = (storage, ledger, old) -> {
        old.batch().snapshot().close();
        new TestJob(storage, ledger, 2)
                .takeOver()
                .batch()
                .snapshot()
                .batch()
                .prune()
                .batch()
                .close();
    };

    @Test
    void pruningAtAnyInstantHarmsNoJob() throws IOException {
        for (Job job : List.of(RUNS_ON, RESTARTS)) {
            for (long at = 1; pruneAt(at, job); at++) {
                // Until there are no more operations.
            }
        }
    }

    /** False if the job has ended before. */
    private static boolean pruneAt(long at, Job job) throws IOException {
        Ledger ledger = new Ledger();
        SimulatedStorage storage = new SimulatedStorage();
        TestJob first = begun(storage, ledger);
        long pinned = first.checkpoint().head().manifest().batch();
        pin(storage, pinned);
        SimulatedStorage other = storage.newProcess();
        long before = storage.operations();
        storage.faults(FaultPlan.runBefore(before + at, () -> Pruning.run(other)));
        job.run(storage, ledger, first);
        boolean ran = at <= storage.operations() - before;
        storage.faults(FaultPlan.NONE);
        ledger.check(storage.newProcess());
        ledger.checkRestorable(storage, pinned);
        goOn(storage, ledger);
        ledger.checkRestorable(storage, pinned);
        return ran;
    }

    @Test
    void aJobThatRunsAtAnyInstantOfAPruningIsNotHarmed() throws IOException {
        for (Job job : List.of(RUNS_ON, RESTARTS)) {
            for (long at = 1; runAt(at, job); at++) {
                // Until there are no more operations.
            }
        }
    }

    private static boolean runAt(long at, Job job) throws IOException {
        Ledger ledger = new Ledger();
        SimulatedStorage storage = new SimulatedStorage();
        TestJob first = begun(storage, ledger);
        SimulatedStorage other = storage.newProcess();
        boolean[] ran = {false};
        other.faults(FaultPlan.runBefore(at, () -> {
            ran[0] = true;
            job.run(storage, ledger, first);
        }));
        try {
            Pruning.run(other);
        } catch (CorruptCheckpointException e) {
            assertThat(ran[0]).as(e.getMessage()).isTrue();
        }
        ledger.check(storage.newProcess());
        goOn(storage, ledger);
        return ran[0];
    }

    /** The process dies at each operation; what it leaves, and what the one after it finds, is told and then deleted. */
    @Test
    void whatIsToldIsWhatIsDeleted() throws IOException {
        int found = 0;
        for (long at = 1; ; at++) {
            Ledger ledger = new Ledger();
            SimulatedStorage storage = new SimulatedStorage();
            TestJob job = begun(storage, ledger);
            storage.faults(FaultPlan.crashBefore(storage.operations() + at));
            try {
                RUNS_ON.run(storage, ledger, job);
                assertThat(found).isGreaterThan(5);
                return;
            } catch (SimulatedCrash e) {
                found += tellAndDelete(storage.newProcess(), ledger);
            }
        }
    }

    private static int tellAndDelete(SimulatedStorage storage, Ledger ledger) throws IOException {
        List<String> before = files(storage);
        List<Unneeded> told = Pruning.rehearse(storage);
        assertThat(files(storage)).isEqualTo(before);
        assertThat(Pruning.run(storage)).isEqualTo(told);
        List<String> left = new ArrayList<>(before);
        told.forEach(file -> assertThat(left.remove(file.path() + " " + file.bytes()))
                .as(file.path())
                .isTrue());
        assertThat(files(storage)).isEqualTo(left);
        assertThat(Pruning.run(storage)).isEmpty();
        ledger.check(storage);
        goOn(storage, ledger);
        return told.size();
    }

    @Test
    void orphansOfOlderProcessesAreFound() throws IOException {
        Ledger ledger = new Ledger();
        SimulatedStorage storage = new SimulatedStorage();
        begun(storage, ledger).snapshot();
        List<String> before = files(storage);
        storage.releaseLocks();
        new TestJob(storage, ledger, 2).takeOver().close();
        List<Unneeded> told = Pruning.run(storage);
        assertThat(told).extracting(Unneeded::path).anyMatch(path -> path.startsWith(FileNames.SNAPSHOTS));
        assertThat(told).extracting(file -> file.path() + " " + file.bytes()).isSubsetOf(before);
        goOn(storage, ledger);
    }

    @Test
    void aDirectoryThatIsDamagedOrNoCheckpointIsLeftAsItIs() throws IOException {
        assertThatThrownBy(() -> Pruning.run(new SimulatedStorage()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("holds no checkpoint");
        Ledger ledger = new Ledger();
        SimulatedStorage storage = new SimulatedStorage();
        TestJob job = begun(storage, ledger);
        storage.delete(FileNames.batch(job.checkpoint().head().manifest().batch() - 1));
        List<String> before = files(storage);
        assertThatThrownBy(() -> Pruning.run(storage)).isInstanceOf(CorruptCheckpointException.class);
        assertThat(files(storage)).isEqualTo(before);
    }

    private static TestJob begun(SimulatedStorage storage, Ledger ledger) {
        return new TestJob(storage, ledger, 1)
                .takeOver()
                .batch()
                .snapshot()
                .batch()
                .batch()
                .batch();
    }

    private static void pin(SimulatedStorage storage, long batch) {
        Pins.pin(storage, new PinFile("a", batch, "test", 1), new SplittableRandom(1));
    }

    private static void goOn(SimulatedStorage storage, Ledger ledger) throws IOException {
        storage.releaseLocks();
        SimulatedStorage own = storage.newProcess();
        new TestJob(own, ledger, 3)
                .takeOver()
                .prune()
                .batch()
                .snapshot()
                .batch()
                .prune()
                .close();
        ledger.check(own);
    }

    private static List<String> files(SimulatedStorage storage) throws IOException {
        List<String> files = new ArrayList<>();
        for (String directory : FileNames.DIRECTORIES) {
            for (StoredFile file : storage.list(directory)) {
                files.add(directory + "/" + file.name() + " " + file.length());
            }
        }
        return files;
    }
}
