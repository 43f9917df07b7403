package io.holdfast.simulation.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random histories. {@code -Dholdfast.kafka.seed=N} runs the one of that seed; {@code -Dholdfast.kafka.histories=N} runs
 * so many, from {@code -Dholdfast.kafka.first} on.
 */
class RandomHistoriesTest {

    private static final int HISTORIES = 60;
    private static final int ENOUGH_FOR_EVERY_FAULT = 300;

    private final Path scratch;
    private final Map<KafkaFault, Integer> faults = new EnumMap<>(KafkaFault.class);
    private long deaths;
    private long refusals;
    private long standstills;

    RandomHistoriesTest(@TempDir(factory = InMemory.class) Path scratch) {
        this.scratch = scratch;
    }

    @Test
    void anythingMayHappenAndTheOutputIsRight() {
        Long only = Long.getLong("holdfast.kafka.seed");
        long first = only == null ? Long.getLong("holdfast.kafka.first", 1) : only;
        long count = only == null ? Long.getLong("holdfast.kafka.histories", HISTORIES) : 1;
        long begun = System.nanoTime();
        for (long seed = first; seed < first + count; seed++) {
            run(seed);
        }
        System.out.println("random: " + count + " histories from seed " + first + " in "
                + (System.nanoTime() - begun) / 1_000_000 + " ms, " + deaths + " deaths, " + standstills
                + " standstills, " + refusals + " processes ended with a reason, faults " + faults);
        if (count >= ENOUGH_FOR_EVERY_FAULT) {
            Set<KafkaFault> expected = EnumSet.allOf(KafkaFault.class);
            // Compaction has histories of its own, and no process here stands still for longer than a transaction may.
            expected.removeAll(Set.of(KafkaFault.COMPACTION, KafkaFault.TRANSACTION_TIMEOUT));
            assertThat(faults.keySet()).as("faults that happened").containsAll(expected);
        }
    }

    private void run(long seed) {
        RandomHistory history = new RandomHistory(seed, scratch, clients -> clients);
        history.run();
        history.world().kafka.faults().counts().forEach((fault, times) -> faults.merge(fault, times, Integer::sum));
        deaths += history.deaths();
        refusals += history.refusals();
        standstills += history.standstills();
    }
}
