package io.holdfast.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.simulation.RandomHistories.Failure;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Histories with any mix of faults. */
class RandomHistoriesTest {

    private static final long HISTORIES = 3_000;
    private static final long ENOUGH_FOR_EVERY_POINT = 200_000;

    private final Path scratch;

    RandomHistoriesTest(@TempDir(factory = MemoryDirectory.class) Path scratch) {
        this.scratch = scratch;
    }

    @Test
    void theSameSeedIsTheSameHistoryToTheByte() {
        for (long seed = 0; seed < 100; seed++) {
            assertThat(digest(seed)).as("seed %d", seed).isEqualTo(digest(seed));
        }
    }

    private String digest(long seed) {
        Script script = Script.draw(seed, List.of(Fault.Kind.values()));
        History history = new History(scratch, script, new Tally(), storage -> storage);
        history.run();
        return history.digest();
    }

    /**
     * Another seed, or more of them: {@code -Dholdfast.seed=1000000 -Dholdfast.histories=50000}. What fails is printed with
     * its script, and again with the shortest list of faults.
     */
    @Test
    void noMixOfFaultsLosesOrDoublesAnything() {
        long seed = Long.getLong("holdfast.seed", 1);
        long count = Long.getLong("holdfast.histories", HISTORIES);
        RandomHistories histories = new RandomHistories(scratch, List.of(Fault.Kind.values()), storage -> storage);
        long begun = System.nanoTime();
        Optional<Failure> failure = histories.run(seed, count);
        System.out.println("random: from seed " + seed + ", " + histories.tally() + ", in "
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
        if (count >= ENOUGH_FOR_EVERY_POINT) {
            assertThat(tally.pointsWithoutDeath())
                    .as("points of the protocol at which no process died")
                    .isEmpty();
        }
    }
}
