package io.holdfast.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.chaos.KillPlan.Aim;
import io.holdfast.checkpoint.CheckpointReader;
import io.holdfast.format.Manifest;
import io.holdfast.storage.local.LocalStorage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * SIGTERM at each stage of a life. A stop in good order leaves nothing to do: every batch that was committed is published,
 * in both sinks, before the process ends with 0. Planted defect: an engine that ends without waiting for its sinks.
 */
class TerminationIT extends BrokerTest {

    /** 128 + 15: the JVM was asked to end before the job had begun. */
    private static final int EXIT_SIGTERM = 143;

    @Test
    void aStopAtAnyStageLeavesNothingToRepeat() throws Exception {
        long seed = Seed.drawn();
        Random random = new Random(seed);
        TestBed bed = TestBed.create(broker, "terminated", directory);
        try (LedgerProducer producer = bed.produce(seed)) {
            for (Aim aim :
                    List.of(Aim.RUNNING, Aim.STARTUP, Aim.READY, Aim.COMMIT, Aim.STARTUP, Aim.SNAPSHOT, Aim.PUBLISH)) {
                Traces atLaunch = Traces.of(bed.job());
                try (JobProcess process = bed.launch()) {
                    Killer.aim(aim, process, bed.job(), atLaunch);
                    process.letRun(Duration.ofMillis(random.nextInt(aim == Aim.STARTUP ? 2000 : 5)));
                    process.signal("TERM");
                    if (random.nextBoolean()) {
                        process.signalUnlessEnded("TERM");
                    }
                    int exit = process.awaitExit(TestBed.PATIENCE);
                    assertThat(exit)
                            .as("exit code after SIGTERM at %s", aim)
                            .isIn(aim == Aim.STARTUP ? List.of(0, EXIT_SIGTERM) : List.of(0));
                    requireNothingPending(bed, aim);
                }
            }
            producer.finish();
        }
        bed.finish();
        bed.check();
    }

    /** The last batch says that all is published, and the two outputs hold equally much. */
    private static void requireNothingPending(TestBed bed, Aim aim) throws Exception {
        CheckpointReader checkpoint =
                new CheckpointReader(new LocalStorage(bed.job().checkpoint()));
        OptionalLong head = checkpoint.head();
        if (head.isPresent()) {
            Manifest last = checkpoint.read(head.getAsLong()).manifest();
            last.sinks().forEach((sink, progress) -> {
                for (long batch = progress.publishedThrough() + 1; batch <= last.batch(); batch++) {
                    assertThat(checkpoint.read(batch).manifest().chunks())
                            .as("output for %s in batch %d after a stop at %s", sink, batch, aim)
                            .noneMatch(chunk -> chunk.section() == Manifest.Section.OUTBOX
                                    && chunk.owner().equals(sink));
                }
            });
        }
        assertThat(Outputs.topic(broker, bed.job().out()))
                .as("sums in the topic after a stop at %s", aim)
                .hasSameSizeAs(Outputs.files(bed.job().files()));
    }

    @Test
    void aKillDuringAStopIsAKillLikeAnyOther() throws Exception {
        long seed = Seed.drawn();
        Random random = new Random(seed);
        TestBed bed = TestBed.create(broker, "impatient", directory);
        List<Boolean> killed = new ArrayList<>();
        try (LedgerProducer producer = bed.produce(seed)) {
            for (int round = 0; round < 5; round++) {
                try (JobProcess process = bed.launch()) {
                    process.awaitCount(RunningSumsJob.COMMITTED, 2, TestBed.PATIENCE);
                    process.signal("TERM");
                    Thread.sleep(random.nextInt(20));
                    killed.add(process.killHard());
                }
            }
            producer.finish();
        }
        assertThat(killed).as("stops that were cut off").contains(true);
        bed.finish();
        bed.check();
    }
}
