package io.holdfast.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.failure.FencedException;
import io.holdfast.failure.HoldfastException;
import io.holdfast.model.JobListener;
import io.holdfast.storage.Storage;
import io.holdfast.storage.StoredFile;
import io.holdfast.testkit.simulation.SimulatedCrash;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One history of a job as a script has it: processes in which things go wrong, one after the other, and one that lives
 * on until there is nothing left to do. Whatever went wrong, nothing may be lost, doubled, out of order or left behind
 * (safety); and once nothing goes wrong any more, all input is worked off within a bound (liveness).
 */
final class History {

    /** A batch a second; then some time without input. */
    private static final Duration BEYOND_INPUT = Duration.ofMillis(1_500);

    private final Script script;
    private final Tally tally;
    private final UnaryOperator<Storage> defect;
    private final SimulatedJob job;
    private final Map<String, List<StoredFile>> listings = new HashMap<>();

    /** With a planted defect between each process and its storage, or the identity. */
    History(Path scratch, SimulatedJob.Kind kind, Script script, Tally tally, UnaryOperator<Storage> defect) {
        this.script = script;
        this.tally = tally;
        this.defect = defect;
        this.job = kind.of(new World(scratch, script.disk()), script);
    }

    /** Runs it; throws an AssertionError that says what was wrong. */
    void run() {
        try {
            for (int life = 0; life < script.lives(); life++) {
                faulty(life);
            }
            undisturbed();
            tally.history(job.check(script.seed() % 8 == 0));
        } catch (Throwable e) {
            throw new AssertionError(script + ": " + e, e);
        }
    }

    /** What the history has led to, to the byte; for a history that did not fail. */
    String digest() {
        return WorldDigest.of(job);
    }

    private void faulty(int number) {
        List<Fault> faults = script.faultsOf(number);
        TwoProcesses processes = new TwoProcesses(script.seed() + number);
        AtomicReference<@Nullable Throwable> second = new AtomicReference<>();
        Life life = life(number);
        ScriptedLife scripted =
                new ScriptedLife(job, life, faults, tally, () -> succeed(number, processes, second), watched());
        scripted.arrange();
        life.defect(storage -> defect.apply(scripted.listing(storage, listings)))
                .on((moment, what) -> {
                    scripted.moment(moment, what);
                    processes.pass(0);
                });
        @Nullable Throwable first = run(life, number);
        processes.finish();
        judge(first, faults);
        judge(second.get(), faults);
        checkTimePasses(life, faults);
        end(number, faults);
    }

    /** To look at each moment costs more than most of what happens in it. */
    private boolean watched() {
        return script.seed() % 16 == 0;
    }

    private Duration inputTime() {
        return Duration.ofSeconds(job.ledger.batches()).plus(BEYOND_INPUT);
    }

    private Life life(int number) {
        return new Life(job.world, script.seed() * 31 + number).stopAfter(inputTime());
    }

    private @Nullable Throwable run(Life life, int number) {
        tally.lived();
        Options options = new Options();
        options.retainedBatches = 1 + (int) (script.seed() % 2);
        options.parallelism = script.parallelism().get(number % script.lives());
        return life.run(options.build(), job.plan(), job.types());
    }

    private void succeed(int number, TwoProcesses processes, AtomicReference<@Nullable Throwable> end) {
        job.world.beside();
        Life successor = life(number + 100).defect(defect).on((moment, what) -> processes.pass(1));
        processes.begin(() -> end.set(run(successor, number)));
    }

    /** A process may end as it likes if something was wrong with it, as long as it says so, and blames nobody who is not there. */
    private static void judge(@Nullable Throwable end, List<Fault> faults) {
        boolean succeeded = faults.stream().anyMatch(fault -> fault.kind() == Fault.Kind.SUCCESSOR);
        boolean fine = end == null
                || end instanceof SimulatedCrash
                || (end instanceof FencedException && succeeded)
                || (end instanceof HoldfastException && !(end instanceof FencedException) && !faults.isEmpty());
        if (!fine) {
            throw new AssertionError("a process ended: " + end, end);
        }
    }

    /** Inside a process batch time passes as time does, whatever the wall clock shows. */
    private void checkTimePasses(Life life, List<Fault> faults) {
        boolean frozen = faults.stream().anyMatch(fault -> fault.kind() == Fault.Kind.CLOCK_FROZEN);
        boolean jumps = script.faults().stream().anyMatch(fault -> fault.kind() == Fault.Kind.CLOCK_JUMPS);
        if (frozen && !jumps && life.restarts.isEmpty()) {
            assertThat(life.reports.stream().map(JobListener.BatchReport::time).distinct())
                    .as("times of batches, a second apart each")
                    .hasSameSizeAs(life.reports);
        }
    }

    private void end(int number, List<Fault> faults) {
        long fate = number;
        Fate how = Fate.KILLED;
        for (Fault fault : faults) {
            if (fault.kind() == Fault.Kind.POWER_CUT) {
                how = fault.detail() % 3 == 0 ? Fate.LOSES_ALL : Fate.LOSES_SOME;
                fate = fault.detail();
            }
        }
        how.befall(job.world, fate);
        job.world.disk().capacity(Long.MAX_VALUE);
    }

    private void undisturbed() {
        Life life = new Life(job.world, script.seed())
                .stopAfter(inputTime().plus(job.afterInput()))
                .defect(defect);
        new ScriptedLife(job, life, List.of(), tally, () -> {}, watched()).arrange();
        @Nullable Throwable end = run(life, 0);
        if (end != null) {
            throw new AssertionError("the process in which nothing went wrong ended: " + end, end);
        }
    }
}
