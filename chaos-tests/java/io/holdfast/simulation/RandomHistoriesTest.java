package io.holdfast.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Histories with any mix of faults. */
class RandomHistoriesTest {

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

    @Test
    void noMixOfFaultsLosesOrDoublesAnything() {
        long seed = Long.getLong("holdfast.seed", 1);
        long count = Long.getLong("holdfast.histories", 1_000);
        RandomHistories histories = new RandomHistories(scratch, List.of(Fault.Kind.values()), storage -> storage);
        long begin = System.nanoTime();
        var failure = histories.run(seed, count);
        System.out.println(histories.tally() + " " + (System.nanoTime() - begin) / 1_000_000 + " ms");
        failure.ifPresent(found -> {
            throw found.error();
        });
        System.out.println(histories.tally().pointsWithoutDeath());
        assertThat(histories.tally().histories()).isEqualTo(count);
    }
}
