package io.holdfast.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.simulation.RandomHistories.Failure;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Histories with any mix of faults, of each job. Planted defects, beside the {@link Mutant mutants}: panes of a window in batch
 * time are not dropped; a late record does not join a session that has fired, or is told twice; a watermark goes back when
 * a split falls silent; a match is not remembered for the outer join.
 */
class RandomHistoriesTest {

    private static final long HISTORIES = 3_000;
    private static final long OTHERS = 600;
    private static final long ENOUGH_FOR_EVERY_POINT = 200_000;

    private final Path scratch;

    RandomHistoriesTest(@TempDir(factory = MemoryDirectory.class) Path scratch) {
        this.scratch = scratch;
    }

    @Test
    void theSameSeedIsTheSameHistoryToTheByte() {
        for (SimulatedJob.Kind job : List.<SimulatedJob.Kind>of(Bank::of, BatchWindows::of, EventTimes::of)) {
            for (long seed = 0; seed < 50; seed++) {
                assertThat(digest(job, seed)).as("seed %d", seed).isEqualTo(digest(job, seed));
            }
        }
    }

    private String digest(SimulatedJob.Kind job, long seed) {
        Script script = Script.draw(seed, List.of(Fault.Kind.values()));
        History history = new History(scratch, job, script, new Tally(), storage -> storage);
        history.run();
        return history.digest();
    }

    /**
     * Another seed, or more of them: {@code -Dholdfast.seed=1000000 -Dholdfast.histories=50000}. What fails is printed with
     * its script, and again with the shortest list of faults.
     */
    @Test
    void noMixOfFaultsLosesOrDoublesAnything() {
        survives("random", Bank::of, HISTORIES);
    }

    @Test
    void windowsInBatchTimeSurviveAnyMixOfFaults() {
        survives("windows in batch time", BatchWindows::of, OTHERS);
    }

    @Test
    void eventTimeSurvivesAnyMixOfFaults() {
        survives("event time", EventTimes::of, OTHERS);
    }

    private void survives(String name, SimulatedJob.Kind job, long usual) {
        long seed = Long.getLong("holdfast.seed", 1);
        long count = Long.getLong("holdfast.histories", usual);
        RandomHistories histories = new RandomHistories(scratch, job, List.of(Fault.Kind.values()), storage -> storage);
        long begun = System.nanoTime();
        Optional<Failure> failure = histories.run(seed, count);
        System.out.println(name + ": from seed " + seed + ", " + histories.tally() + ", in "
                + (System.nanoTime() - begun) / 1_000_000 + " ms");
        failure.ifPresent(found -> {
            Failure shortest = new Shrinker(histories).shrink(found);
            throw new AssertionError("shortest: " + shortest.error().getMessage(), found.error());
        });
        assertThat(histories.tally().histories()).isEqualTo(count);
        requireCoverage(histories.tally(), count);
    }

    /** What did not happen has not been shown to do no harm. */
    private static void requireCoverage(Tally tally, long count) {
        for (Fault.Kind kind : Fault.Kind.values()) {
            assertThat(tally.count(kind)).as("%s that fired", kind).isPositive();
        }
        assertThat(tally.happened())
                .isNotEmpty()
                .allSatisfy((what, times) -> assertThat(times.sum()).as(what).isPositive());
        if (count >= ENOUGH_FOR_EVERY_POINT) {
            assertThat(tally.pointsWithoutDeath())
                    .as("points of the protocol at which no process died")
                    .isEmpty();
        }
    }
}
