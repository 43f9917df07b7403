package io.holdfast.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.failure.ConfigurationException;
import io.holdfast.failure.SinkException;
import io.holdfast.format.Manifest;
import io.holdfast.model.JobListener.BatchReport;
import io.holdfast.model.ReadLimits;
import io.holdfast.simulation.MemoryDirectory;
import io.holdfast.simulation.Sums;
import io.holdfast.source.generator.GeneratorSource;
import io.holdfast.testkit.simulation.SimulatedCrash;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is asked of a job while it runs, one batch per second. Planted defects: a pause that batches take no notice of, one that lasts
 * until the next request, one that is forgotten at a restart of the engine, batches that are made up for, a limit that is not looked
 * at, and a snapshot that is not asked for.
 */
class ControlTest {

    private final Path scratch;
    private final Sums sums;

    ControlTest(@TempDir(factory = MemoryDirectory.class) Path scratch) {
        this.scratch = scratch;
        sums = new Sums(scratch).records(40);
        sums.options.replayBudgetBytes = 32L << 20;
    }

    private static Duration seconds(double seconds) {
        return Duration.ofMillis((long) (seconds * 1000));
    }

    private List<Long> seconds(List<BatchReport> reports) {
        long begun = reports.get(0).time().getEpochSecond();
        return reports.stream()
                .map(report -> report.time().getEpochSecond() - begun)
                .toList();
    }

    @Test
    void aJobThatPausesBeginsNoBatchUntilItGoesOn() {
        sums.arranged = life -> life.at(seconds(2.5), Driver::pause).at(seconds(5.5), Driver::resume);
        sums.runs(14);
        assertThat(seconds(sums.life().reports)).startsWith(0L, 1L, 2L, 6L, 7L, 8L);
        assertThat(sums.life().reports.get(3).schedulingDelay())
                .as("a pause is no delay")
                .isZero();
        sums.runs(14).checkExact();
    }

    @Test
    void whatIsCommittedIsPublishedDuringAPause() {
        sums.arranged = life -> life.at(seconds(0.5), Driver::pause).at(seconds(9), driver -> {
            assertThat(driver.isPaused()).isTrue();
            assertThat(sums.target.values())
                    .hasSize((int) sums.life().reports.get(0).recordsRead());
        });
        sums.runs(12);
        assertThat(sums.life().reports).hasSize(1);
    }

    @Test
    void aJobThatPausesStops() {
        sums.arranged = life -> life.at(seconds(1.5), Driver::pause);
        sums.runs(6);
        assertThat(sums.life().reports).hasSize(2);
        sums.arranged = life -> {};
        sums.runs(20).checkExact();
    }

    @Test
    void aPauseOutlastsARestartOfTheEngineButNotTheProcess() {
        AtomicInteger left = new AtomicInteger(1);
        sums.target.onStore((after, batch) -> {
            if (left.getAndDecrement() > 0) {
                sums.life().driver().pause();
                throw new SinkException("no answer");
            }
        });
        sums.runs(8);
        assertThat(sums.life().restarts).hasSize(1);
        assertThat(sums.life().reports).hasSizeLessThan(3);
        sums.runs(20).checkExact();
    }

    @Test
    void aSourceIsReadAsFastAsItIsSaidWhileTheJobRuns() {
        JobRun run = new JobRun(scratch, 2)
                .at(seconds(1.5), driver -> driver.limitRate("in", 3))
                .at(seconds(3.5), driver -> driver.limitRate("in", 0));
        run.stream("in", GeneratorSource.of((split, offset, random) -> offset), ReadLimits.recordsPerSecond(10))
                .to("out", run.sink("out"));
        run.maxRecordsPerBatch(50).runs(6);
        assertThat(run.output("out")).extracting(List::size).containsExactly(10, 10, 3, 3, 50, 50);
    }

    @Test
    void aLimitThatCannotBeIsRefused() {
        sums.arranged = life -> life.at(seconds(1.5), driver -> {
            assertThatThrownBy(() -> driver.limitRate("inn", 1))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("no source 'inn', did you mean 'in'?");
            assertThatThrownBy(() -> driver.limitRate("in", -1)).hasMessageContaining("at least 0");
        });
        sums.runs(4);
    }

    /** Through which batch the newest snapshots go that are named. */
    private List<Long> snapshots() {
        return sums.world.past().batches().values().stream()
                .flatMap(batch -> batch.manifest().shards().stream())
                .map(Manifest.ShardProgress::snapshotThrough)
                .distinct()
                .sorted()
                .toList();
    }

    /** The first batch of a directory is followed by a snapshot anyway. */
    @Test
    void aSnapshotIsTakenWhenItIsAskedForAndNamedByABatchAfter() {
        sums.runs(6);
        List<Long> before = snapshots();
        assertThat(before).allMatch(through -> through <= 1);
        sums.arranged = life -> life.at(seconds(2.5), Driver::requestSnapshot);
        sums.runs(12).checkExact();
        List<Long> after = new ArrayList<>(snapshots());
        after.removeAll(before);
        assertThat(after).as("the last batch before it").containsExactly(11L);
    }

    /** Each death on the way is followed by a process that goes on. */
    @Test
    void whereverItIsKilledBetweenAPauseASnapshotAndTheEndNothingIsLost() {
        int deaths = 0;
        for (long fatal = 0; fatal < 4000; fatal += 37) {
            Sums again = new Sums(scratch.resolve("life-" + fatal)).records(24);
            again.options.replayBudgetBytes = 32L << 20;
            long moment = fatal;
            again.arranged = life -> life.dieAt(moment)
                    .at(seconds(1.5), Driver::pause)
                    .at(seconds(1.6), Driver::requestSnapshot)
                    .at(seconds(2.5), Driver::resume)
                    .at(seconds(3.5), driver -> driver.limitRate("in", 2));
            Throwable end = again.run(12);
            if (end instanceof SimulatedCrash) {
                deaths++;
                again.arranged = life -> {};
                again.world.reboot();
                again.runs(14);
            } else {
                assertThat(end).isNull();
                again.runs(14);
            }
            again.checkExact();
        }
        assertThat(deaths).isGreaterThan(10);
    }
}
