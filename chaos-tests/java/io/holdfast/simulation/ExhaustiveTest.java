package io.holdfast.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.storage.FileSystemKind;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All deaths of a short history. */
class ExhaustiveTest {

    private final Path scratch;

    ExhaustiveTest(@TempDir(factory = MemoryDirectory.class) Path scratch) {
        this.scratch = scratch;
    }

    @Test
    void everyDeathOnALocalDisk() throws Exception {
        explore(FileSystemKind.LOCAL, Integer.getInteger("depth", 1));
    }

    private static long cpu() {
        return ((com.sun.management.OperatingSystemMXBean)
                        java.lang.management.ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    private void explore(FileSystemKind kind, int depth) throws Exception {
        Exhaustive exhaustive = new Exhaustive(scratch, kind, depth);
        long begin = System.nanoTime();
        long cpu = cpu();
        exhaustive.run();
        System.out.println(
                exhaustive + " " + (System.nanoTime() - begin) / 1_000_000 + " ms, cpu " + (cpu() - cpu) / 1_000_000);
        exhaustive.points().forEach(System.out::println);
        assertThat(exhaustive.histories()).isPositive();
    }
}
