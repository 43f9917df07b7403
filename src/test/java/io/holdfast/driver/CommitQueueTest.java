package io.holdfast.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.checkpoint.Checkpoint;
import io.holdfast.checkpoint.RetentionPolicy;
import io.holdfast.format.EpochFile;
import io.holdfast.format.Manifest.Kind;
import io.holdfast.format.Manifests;
import io.holdfast.testkit.simulation.DeterministicWorkers;
import io.holdfast.testkit.simulation.ManualTime;
import io.holdfast.testkit.simulation.SimulatedStorage;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CommitQueueTest {

    private final SimulatedStorage storage = new SimulatedStorage();
    private final ManualTime time = new ManualTime();
    private long batch;

    /** Planted: commits go on, so that a slow successor loses each race; they stop for each batch, for a successor that never comes. */
    @Test
    void aSuccessorOnItsWayIsMadeWayForOnce() throws Exception {
        DeterministicWorkers workers = new DeterministicWorkers(1, time);
        try (Checkpoint checkpoint =
                Checkpoint.open(storage, RetentionPolicy.newest(2), time, new SplittableRandom(1))) {
            checkpoint.takeOver(head -> Manifests.draft(Kind.TAKEOVER, 0, -1));
            try (CommitQueue commits = new CommitQueue(checkpoint, workers)) {
                assertThat(waited(commits)).isEqualTo(Duration.ZERO);
                EpochFile.claim(storage, new EpochFile(2, "successor", 0));
                assertThat(waited(commits)).isEqualTo(Duration.ofSeconds(1));
                EpochFile.claim(storage, new EpochFile(3, "another", 0));
                assertThat(waited(commits)).isEqualTo(Duration.ofSeconds(1));
            }
            assertThat(checkpoint.head().manifest().batch()).isEqualTo(batch);
        }
    }

    /** How long a few commits take. */
    private Duration waited(CommitQueue commits) throws Exception {
        long before = time.monotonicNanos();
        for (int count = 0; count < 5; count++) {
            batch++;
            commits.submit(Manifests.draft(Kind.BATCH, batch, batch - 1), List.of(), committed -> {});
            commits.drain();
        }
        return Duration.ofNanos(time.monotonicNanos() - before);
    }
}
