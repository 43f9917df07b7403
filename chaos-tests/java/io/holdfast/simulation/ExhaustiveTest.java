package io.holdfast.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.testkit.simulation.FileSystemKind;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Rules 1 to 9 of the design for the whole engine: all deaths of a short history. Three batches, two shards, two sinks,
 * timeouts, snapshots, pruning, a clean stop and a start after it.
 *
 * <p>Seen to fail when a marker in the middle of a batch was ignored, when replayed deltas did not set timers, when a takeover
 * took all output for published, when a start forgot the positions of the sources, when deltas were left out of the
 * state that is cut anew, and, two deaths deep only, when a takeover built on a name that was not durable.
 */
class ExhaustiveTest {

    private final Path scratch;

    ExhaustiveTest(@TempDir(factory = MemoryDirectory.class) Path scratch) {
        this.scratch = scratch;
    }

    /** The process that recovers dies as well, at every moment. */
    @Test
    void everyTwoDeathsOnALocalDisk() throws Exception {
        assertThat(explore(FileSystemKind.LOCAL, 2, 2, 2, 2)).isGreaterThan(10_000);
    }

    /** Some forty thousand histories. */
    @Test
    @Tag("long")
    void everyThreeDeathsOnHdfs() throws Exception {
        assertThat(explore(FileSystemKind.HDFS, 3, 2, 2, 2, 2)).isGreaterThan(30_000);
    }

    @Test
    void everyDeathOnHdfs() throws Exception {
        assertThat(explore(FileSystemKind.HDFS, 1, 2, 2)).isGreaterThan(100);
    }

    /** From two shards to three, and from two to one. */
    @Test
    void everyDeathBeforeTheStateIsCutAnew() throws Exception {
        assertThat(explore(FileSystemKind.LOCAL, 1, 2, 3)).isGreaterThan(200);
        assertThat(explore(FileSystemKind.LOCAL, 1, 2, 1)).isGreaterThan(200);
    }

    /** From two shards to three, where the process dies while it cuts, and on with one. */
    @Test
    void everyDeathWhileTheStateIsCutAnew() throws Exception {
        assertThat(explore(FileSystemKind.HDFS, 2, 2, 3, 1)).isGreaterThan(2_000);
    }

    private long explore(FileSystemKind kind, int depth, Integer... parallelism) throws Exception {
        Exhaustive exhaustive = new Exhaustive(scratch, kind, depth, List.of(parallelism));
        exhaustive.run();
        System.out.println(exhaustive);
        return exhaustive.histories();
    }
}
