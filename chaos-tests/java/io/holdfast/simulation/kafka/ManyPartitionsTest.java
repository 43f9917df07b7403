package io.holdfast.simulation.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.format.Manifest;
import io.holdfast.simulation.MemoryDirectory;
import io.holdfast.testkit.simulation.SimulatedCrash;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A topic of ten thousand partitions: read, recorded with ten thousand ranges, and gone on with. The limit of time is there for what
 * grows with the square of the partitions.
 */
class ManyPartitionsTest {

    private static final int PARTITIONS = 10_000;
    private static final int RECORDS_PER_BATCH = 100_000;

    private final Path scratch;

    ManyPartitionsTest(@TempDir(factory = MemoryDirectory.class) Path scratch) {
        this.scratch = scratch;
    }

    @Test
    @Timeout(120)
    void tenThousandPartitionsAreReadAndGoneOnWith() {
        KafkaWorld world = new KafkaWorld(1, scratch, PARTITIONS);
        for (int partition = 0; partition < PARTITIONS; partition++) {
            world.input.write(partition, 1);
        }
        lives(world);
        assertThat(world.batches.manifests().stream().map(ManyPartitionsTest::read))
                .as("ranges of each batch")
                .contains(PARTITIONS);
        for (int partition = 0; partition < PARTITIONS; partition++) {
            world.input.write(partition, 1);
        }
        world.reboot();
        lives(world);
        new SumsModel(world).checkPrefixes();
        world.clean();
    }

    private static int read(Manifest manifest) {
        return manifest.sources().containsKey(SumsJob.SOURCE)
                ? manifest.sources().get(SumsJob.SOURCE).read().size()
                : 0;
    }

    /** Reads the input to its end, and dies: output in many small transactions is not what this is about. */
    private static void lives(KafkaWorld world) {
        KafkaLife life = new KafkaLife(world);
        dieWhenAllIsRead(world, life);
        assertThat(life.run(SumsJob.options(RECORDS_PER_BATCH, 0))).isInstanceOf(SimulatedCrash.class);
    }

    private static void dieWhenAllIsRead(KafkaWorld world, KafkaLife life) {
        world.time.after(Duration.ofSeconds(1), () -> {
            if (world.batches.positions(SumsJob.SOURCE).equals(world.input.ends())) {
                life.dieNow();
            } else {
                dieWhenAllIsRead(world, life);
            }
        });
    }
}
