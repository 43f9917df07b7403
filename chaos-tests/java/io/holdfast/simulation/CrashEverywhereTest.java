package io.holdfast.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.storage.SimulatedStorage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Rules 1 to 9 of the design for the whole engine, at every moment at which a process can die: before and after each
 * operation on its storage and its sinks, and at each step of a worker. Six to eight batches, two shards, two sinks,
 * timeouts, snapshots, pruning, a clean stop and a start after it.
 *
 * <p>Seen to fail when a marker in the middle of a batch was ignored, when replayed deltas did not set timers, when a takeover
 * took all output for published, when a start forgot the positions of the sources, and when deltas were left out of the
 * state that is cut anew.
 */
class CrashEverywhereTest {

    private static final Duration HALF = Duration.ofMillis(4_500);
    private static final Duration REST = Duration.ofMillis(9_500);

    private final Path scratch;

    CrashEverywhereTest(@TempDir(factory = MemoryDirectory.class) Path scratch) {
        this.scratch = scratch;
    }

    private static IntUnaryOperator fate(long number) {
        return switch ((int) (number % 4)) {
            case 0 -> SimulatedStorage.LOSE_ALL;
            case 1 -> SimulatedStorage.KEEP_ALL;
            default -> new SplittableRandom(number)::nextInt;
        };
    }

    private CrashEverywhere lives(int records, List<Integer> parallelism, Duration... lives) {
        return new CrashEverywhere(scratch, new CrashEverywhere.Plan(records, List.of(lives), parallelism));
    }

    @Test
    void aProcessMayDieAtEveryMoment() throws Exception {
        CrashEverywhere crashes = lives(12, List.of(2, 2, 2), HALF, REST, REST);
        long first = crashes.moments(1, 0);
        long second = crashes.moments(1, 1);
        for (long at = 1; at <= first; at++) {
            crashes.history(1, fate(at), at % 8 == 0, at);
            crashes.history(1, fate(at + 2), false, at);
        }
        for (long at = 1; at <= second; at++) {
            crashes.history(1, fate(at), at % 8 == 0, 0, at);
        }
        System.out.println(crashes);
        assertThat(crashes.deaths()).as("all of them").isEqualTo(2 * first + second);
    }

    /** Every pair of moments is too many: each moment of either process is met, with some of the other. */
    @Test
    void theProcessThatRecoversMayDieToo() throws Exception {
        CrashEverywhere crashes = lives(8, List.of(2, 2, 2), Duration.ofMillis(2_500), HALF, REST);
        long first = crashes.moments(1, 0);
        long second = crashes.moments(1, 1);
        int stride = 293;
        long planned = 0;
        for (long at = 1; at <= first; at++) {
            for (long then = 1 + at % stride; then <= second; then += stride) {
                crashes.history(1, fate(at + then), then % 8 == 0, at, then);
                planned++;
            }
        }
        System.out.println(crashes);
        assertThat(crashes.deaths()).isGreaterThan(planned + planned / 2);
    }

    @Test
    void workersMayRunInAnyOrder() throws Exception {
        CrashEverywhere crashes = lives(12, List.of(2, 2, 2), HALF, REST, REST);
        for (long seed = 2; seed < 300; seed++) {
            crashes.history(seed, fate(seed), seed % 8 == 0, 200 + seed % 97 * 3);
        }
        System.out.println(crashes);
        assertThat(crashes.deaths()).isGreaterThan(250);
    }

    /** From two shards to three, where the process dies, and on with one. */
    @Test
    void aProcessThatCutsTheStateAnewMayDieAtEveryMoment() throws Exception {
        CrashEverywhere crashes = lives(12, List.of(2, 3, 1), HALF, REST, REST);
        long second = crashes.moments(1, 1);
        for (long at = 1; at <= second; at++) {
            crashes.history(1, fate(at), at % 8 == 0, 0, at);
        }
        System.out.println(crashes);
        assertThat(crashes.deaths()).isEqualTo(second);
    }
}
