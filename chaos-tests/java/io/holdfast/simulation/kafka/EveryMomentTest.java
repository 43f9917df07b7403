package io.holdfast.simulation.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The process may die, or stand still while another takes over, at every moment: around each request to Kafka and each
 * write to the disk, and at each step of a worker. {@link KafkaMutants} holds the defects that these histories catch.
 */
class EveryMomentTest {

    private final ShortHistory history;

    EveryMomentTest(@TempDir(factory = InMemory.class) Path scratch) {
        history = new ShortHistory(scratch, clients -> clients);
    }

    @Test
    void aProcessMayDieAtEveryMoment() throws Exception {
        long moments = history.moments(1);
        history.dying(1, 0);
        for (long at = 1; at <= moments; at++) {
            history.dying(1, at);
        }
        System.out.println("dying: " + history);
        assertThat(history.deaths()).isEqualTo(moments);
    }

    @Test
    void aProcessMayStandStillAtEveryMomentWhileAnotherTakesOver() throws Exception {
        long moments = history.moments(1);
        for (long at = 1; at <= moments; at++) {
            history.frozen(1, at);
        }
        System.out.println("frozen: " + history);
        assertThat(history.histories()).isEqualTo(moments);
    }

    @Test
    void workersMayRunInAnyOrder() throws Exception {
        for (long seed = 2; seed < 300; seed++) {
            history.dying(seed, 100 + seed % 89 * 5);
        }
        System.out.println("any order: " + history);
        assertThat(history.deaths()).isGreaterThan(150);
    }

    /** The whole run, to the last step and byte, comes from the seed. */
    @Test
    void aSeedGivesTheSameHistoryEachTime() throws Exception {
        long moments = history.moments(7);
        assertThat(history.moments(7)).isEqualTo(moments);
        String first = once();
        assertThat(once()).isEqualTo(first);
    }

    private String once() throws Exception {
        ShortHistory fresh = new ShortHistory(Path.of(System.getProperty("java.io.tmpdir")), clients -> clients);
        fresh.dying(7, 300);
        return fresh.toString();
    }
}
