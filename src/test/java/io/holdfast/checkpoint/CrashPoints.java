package io.holdfast.checkpoint;

import io.holdfast.storage.Storage;
import io.holdfast.testkit.simulation.FaultPlan;
import io.holdfast.testkit.simulation.SimulatedCrash;
import io.holdfast.testkit.simulation.SimulatedStorage;
import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Kills a process before and after each operation on its storage, with and without loss of power, starts another one that
 * is killed in its recovery too, and checks after each death and each life. A defect to be planted wraps the storage.
 */
final class CrashPoints {

    private final UnaryOperator<Storage> defect;
    private long crashes;

    CrashPoints(UnaryOperator<Storage> defect) {
        this.defect = defect;
    }

    /** How often a process was killed. */
    long crashes() {
        return crashes;
    }

    private interface Life {
        void live(Storage storage, Ledger ledger, int process);
    }

    private static void firstLife(Storage storage, Ledger ledger, int process) {
        try (TestJob job = new TestJob(storage, ledger, process)) {
            job.takeOver()
                    .batch()
                    .prune()
                    .snapshot()
                    .batch()
                    .prune()
                    .batch()
                    .snapshot()
                    .prune();
            job.batch().prune().batch().prune().closing().prune();
        }
    }

    private static void secondLife(Storage storage, Ledger ledger, int process) {
        try (TestJob job = new TestJob(storage, ledger, process)) {
            job.takeOver().prune().snapshot().batch().prune().batch().batch().prune();
        }
    }

    /** One death in the first life, at each operation; then a life without faults. */
    void enumerate() {
        long operations = operationsOfFirstLife();
        for (long at = 1; at <= operations; at++) {
            for (FaultPlan crash : List.of(FaultPlan.crashBefore(at), FaultPlan.crashAfter(at))) {
                for (int fate = 0; fate < 6; fate++) {
                    run("first life dies at " + at + ", fate " + fate, crash, fate, null);
                }
            }
        }
    }

    /** As above, and a death in the second life; every {@code stride}-th pair. */
    void enumerateNested(int stride) {
        long operations = operationsOfFirstLife();
        for (long at = 1; at <= operations; at++) {
            for (long then = 1 + at % stride; then <= 60; then += stride) {
                FaultPlan second = then % 2 == 0 ? FaultPlan.crashBefore(then) : FaultPlan.crashAfter(then);
                int fate = (int) ((at + then) % 6);
                run("dies at " + at + ", then at " + then, FaultPlan.crashAfter(at), fate, second);
            }
        }
    }

    private long operationsOfFirstLife() {
        SimulatedStorage storage = new SimulatedStorage();
        firstLife(storage, new Ledger(), 1);
        return storage.operations();
    }

    private void run(String what, FaultPlan firstDeath, int fate, @Nullable FaultPlan secondDeath) {
        try {
            Ledger ledger = new Ledger();
            SimulatedStorage storage = new SimulatedStorage().faults(firstDeath);
            storage = die(storage, ledger, 1, CrashPoints::firstLife, fate);
            if (secondDeath != null) {
                storage = die(storage.faults(secondDeath), ledger, 2, CrashPoints::secondLife, fate + 1);
            }
            secondLife(defect.apply(storage), ledger, 3);
            ledger.check(storage.powerCut(SimulatedStorage.LOSE_ALL));
        } catch (IOException | RuntimeException | AssertionError e) {
            throw new AssertionError(what + ": " + e.getMessage(), e);
        }
    }

    private SimulatedStorage die(SimulatedStorage storage, Ledger ledger, int process, Life life, int fate)
            throws IOException {
        try {
            life.live(defect.apply(storage), ledger, process);
        } catch (SimulatedCrash e) {
            crashes++;
        }
        SimulatedStorage after = fate == 0 ? storage.reboot() : storage.powerCut(fate(fate));
        ledger.check(after);
        return after.reboot();
    }

    private static IntUnaryOperator fate(int fate) {
        return switch (fate) {
            case 1 -> SimulatedStorage.LOSE_ALL;
            case 2 -> SimulatedStorage.KEEP_ALL;
            default -> new SplittableRandom(fate)::nextInt;
        };
    }
}
