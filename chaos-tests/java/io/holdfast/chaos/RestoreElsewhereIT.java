package io.holdfast.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.kafka.KafkaBroker;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * The restore drill: what a killed job left is copied to another directory, as from a backup to another machine, and goes
 * on there. The directory that stayed behind does not go on beside it: the sinks know better. Planted defect: a marker that this
 * checkpoint cannot have stored is accepted.
 */
class RestoreElsewhereIT {

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @Test
    void aCopyGoesOnAndTheOriginalIsRefusedAfterwards() throws Exception {
        try (KafkaBroker broker = KafkaBroker.start(directory.resolve("broker"))) {
            TestBed original = TestBed.create(broker, "moved", directory);
            TestBed copy = original.withCheckpoint(directory.resolve("elsewhere"));
            try (LedgerProducer producer = original.produce(Seed.drawn())) {
                try (JobProcess process = original.launch()) {
                    process.awaitCount(RunningSumsJob.COMMITTED, 30, TestBed.PATIENCE);
                    assertThat(process.killHard()).isTrue();
                }
                Command.run(
                        "cp",
                        "-r",
                        original.job().checkpoint().toString(),
                        copy.job().checkpoint().toString());
                try (JobProcess process = copy.launch()) {
                    process.awaitCount(RunningSumsJob.COMMITTED, 5, TestBed.PATIENCE);
                    producer.finish();
                    copy.finish(process);
                }
            }
            copy.check();
            assertThat(TestBed.failure(original.job(), original.log()))
                    .contains("@failed")
                    .contains("marker");
            copy.check();
        }
    }
}
