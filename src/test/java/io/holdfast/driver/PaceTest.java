package io.holdfast.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.failure.ConfigurationException;
import io.holdfast.format.Manifest;
import io.holdfast.model.Pair;
import io.holdfast.model.ReadLimits;
import io.holdfast.simulation.MemoryDirectory;
import io.holdfast.source.generator.GeneratorSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How much batches read: by the limits of the job, and by how fast those before were. */
class PaceTest {

    private final Path scratch;

    PaceTest(@TempDir(factory = MemoryDirectory.class) Path scratch) {
        this.scratch = scratch;
    }

    private static GeneratorSource<Long> numbers() {
        return GeneratorSource.of((split, offset, random) -> offset);
    }

    private static List<Long> records(JobRun run) {
        return run.manifests().stream()
                .filter(manifest -> manifest.kind() == Manifest.Kind.BATCH)
                .map(manifest -> manifest.counts().get("source.in.records"))
                .toList();
    }

    @Test
    void aSourceIsReadNoFasterThanItsLimit() {
        JobRun run = new JobRun(scratch, 2);
        run.stream("in", numbers(), ReadLimits.recordsPerSecond(10)).to("out", run.sink("out"));
        run.runs(4);
        assertThat(records(run)).containsExactly(10L, 10L, 10L, 10L);
    }

    @Test
    void aPauseIsNotMadeUpFor() {
        JobRun run = new JobRun(scratch, 2);
        run.stream("in", numbers(), ReadLimits.recordsPerSecond(10)).to("out", run.sink("out"));
        run.runs(2).restart(Duration.ofMinutes(1), 2).runs(2);
        assertThat(records(run)).as("the last after half a second").containsExactly(10L, 10L, 10L, 5L);
    }

    @Test
    void whatASecondLeavesIsReadLaterInIt() {
        ManualPace pace = new ManualPace(ReadLimits.recordsPerSecond(100));
        assertThat(pace.next(1_000)).isEqualTo(100);
        pace.read(40);
        assertThat(pace.next(1_000)).isEqualTo(60);
        pace.read(60);
        assertThat(pace.next(1_000)).isZero();
        pace.advance(250);
        assertThat(pace.next(1_000)).isEqualTo(25);
        assertThat(pace.next(7)).isEqualTo(7);
        pace.advance(9_000);
        assertThat(pace.next(1_000)).isEqualTo(100);
    }

    @Test
    void bytesOfABatchAreLimitedByTheAverageRecord() {
        ManualPace pace = new ManualPace(ReadLimits.bytesPerBatch(10_000));
        assertThat(pace.next(1_000)).as("before any record was read").isEqualTo(10);
        pace.recordBytes = 50;
        assertThat(pace.next(1_000)).isEqualTo(200);
        pace.recordBytes = 20_000;
        assertThat(pace.next(1_000))
                .as("a record that is too large is read all the same")
                .isEqualTo(1);
    }

    @Test
    void bytesAreNotLimitedWhereNobodyKnowsThem() {
        JobRun run = new JobRun(scratch, 1);
        run.stream("in", numbers(), ReadLimits.bytesPerBatch(1000)).to("out", run.sink("out"));
        assertThatThrownBy(() -> run.runs(2))
                .hasRootCauseInstanceOf(ConfigurationException.class)
                .rootCause()
                .hasMessageContainingAll("'in'", "bytesPerBatch", "recordsPerSecond");
    }

    /** After a downtime the backlog is large: the batch that meets it is not larger than what the job can do. */
    @Test
    void theFirstBatchAfterARestartIsOfTheSizeThatTheCheckpointSuggests() {
        JobRun run = new JobRun(scratch, 1).maxRecordsPerBatch(7);
        run.stream("in", numbers()).to("out", run.sink("out"));
        run.runs(2)
                .restart(Duration.ofHours(1), 1)
                .maxRecordsPerBatch(1_000_000)
                .runs(1);
        assertThat(records(run)).containsExactly(7L, 7L, 7L);
        assertThat(run.manifests().get(1).sources().get("in").recordLimit()).isEqualTo(7);
    }

    @Test
    void aBatchThatTookTooLongMakesTheNextOneSmaller() {
        BatchSizer sizer = new BatchSizer(10_000_000, Duration.ofSeconds(1), 0, Long.MAX_VALUE);
        assertThat(sizer.limit()).isEqualTo(50_000);
        sizer.ran(50_000, 5_000_000_000L, false);
        assertThat(sizer.limit()).isEqualTo(10_000);
        assertThat(new BatchSizer(10_000_000, Duration.ofSeconds(1), sizer.limit(), Long.MAX_VALUE).limit())
                .isEqualTo(10_000);
        assertThat(new BatchSizer(5_000, Duration.ofSeconds(1), sizer.limit(), Long.MAX_VALUE).limit())
                .isEqualTo(5_000);
    }

    /** Where batches can be cut, a plan that is too large does no harm, and one that is too small leaves the job idle. */
    @Test
    void aBatchThatCanBeCutIsPlannedLargerThanItIsExpectedToBe() {
        BatchSizer sizer = new BatchSizer(10_000_000, Duration.ofSeconds(1), 0, 40_000);
        assertThat(sizer.planned()).isEqualTo(16 * 50_000);
        sizer.ran(400_000, 1_000 * MILLI, false);
        assertThat(sizer.limit()).isEqualTo(400_000);
        assertThat(sizer.planned()).isEqualTo(6_400_000);
        sizer.ran(4_000_000, 1_000 * MILLI, false);
        assertThat(sizer.planned()).as("what the job sets").isEqualTo(10_000_000);
        BatchSizer ofManyTasks = new BatchSizer(10_000_000, Duration.ofSeconds(1), 0, 131_072);
        assertThat(ofManyTasks.planned()).isEqualTo(16 * 131_072);
        BatchSizer slow = new BatchSizer(10_000_000, Duration.ofSeconds(1), 39_999, 40_000);
        assertThat(slow.planned()).as("too small to be cut").isEqualTo(39_999);
    }

    /** Planted defect: operators and sources that need a batch as a whole are overlooked. */
    @Test
    void onlyABatchThatIsNeverInMemoryAsAWholeIsPlannedLarge() {
        JobRun parts = new JobRun(scratch, 2);
        parts.stream("in", numbers()).repartition(3).filter(number -> false).to("out", parts.sink("out"));
        assertThat(records(parts.runs(1)).get(0)).isEqualTo(16 * 50_000);
        JobRun whole = new JobRun(scratch.resolve("whole"), 2);
        whole.stream("in", numbers())
                .repartition(3)
                .mapToPair(number -> Pair.of(number % 7, 1L))
                .reduceByKey(Long::sum)
                .to("out", whole.sink("out"));
        assertThat(records(whole.runs(1)).get(0)).isEqualTo(50_000);
        JobRun gathering = new JobRun(scratch.resolve("gathering"), 2);
        gathering.stream("in", numbers())
                .mapPartitions(all -> List.<Long>of().iterator())
                .to("out", gathering.sink("out"));
        assertThat(records(gathering.runs(1)).get(0)).isEqualTo(50_000);
    }

    /** Planted defects: what comes after reading takes no time; a batch that begins just before the next is due has next to nothing. */
    @Test
    void aBatchReadsUntilItIsTimeToEndIt() {
        BatchSizer sizer = new BatchSizer(10_000_000, Duration.ofSeconds(1), 0, 40_000);
        assertThat(sizer.readNanos(Duration.ofMillis(900))).isEqualTo(900 * MILLI);
        sizer.ran(400_000, 1_000 * MILLI, true);
        assertThat(sizer.readNanos(Duration.ofMillis(900)))
                .as("0.4 times 0.1 s")
                .isEqualTo(860 * MILLI);
        sizer.ran(100, 1_000 * MILLI, false);
        assertThat(sizer.readNanos(Duration.ofMillis(900)))
                .as("one that was not cut took what it took")
                .isEqualTo(860 * MILLI);
        assertThat(sizer.readNanos(Duration.ofMillis(280)))
                .as("the next one is missed")
                .isEqualTo(1_240 * MILLI);
        sizer.ran(400_000, 9_000 * MILLI, true);
        assertThat(sizer.readNanos(Duration.ofMillis(900)))
                .as("0.4 times 0.5 s, 0.6 times 0.04 s")
                .isEqualTo(676 * MILLI);
    }

    /** Planted defect: one tick later, however many have passed. */
    @Test
    void aBatchThatHadToWaitForRoomHasAnInterval() {
        BatchSizer sizer = new BatchSizer(10_000_000, Duration.ofSeconds(1), 0, 40_000);
        assertThat(sizer.readNanos(Duration.ofMillis(-2_900))).isEqualTo(1_000 * MILLI);
    }

    private static final long MILLI = 1_000_000L;

    /** Planted defects: what was slow before counts; the first that is slower counts as much as one that is faster. */
    @Test
    void whileAJobWarmsUpTheFastestBatchCounts() {
        BatchSizer sizer = new BatchSizer(10_000_000, Duration.ofSeconds(1), 0, Long.MAX_VALUE);
        sizer.ran(50_000, 500 * MILLI, false);
        assertThat(sizer.limit()).isEqualTo(100_000);
        sizer.ran(100_000, 250 * MILLI, false);
        assertThat(sizer.limit()).isEqualTo(400_000);
        sizer.ran(400_000, 500 * MILLI, false);
        assertThat(sizer.limit()).isEqualTo(800_000);
        sizer.ran(800_000, 1_600 * MILLI, false);
        assertThat(sizer.limit()).as("1.25 and 2 us for a record").isEqualTo((long) (1_000_000 / (1.25 + 0.4 * 0.75)));
        sizer.ran(700_000, 700 * MILLI, false);
        assertThat(sizer.limit()).as("no longer the fastest").isBetween(700_000L, 800_000L);
    }

    /**
     * As if every second one also wrote back for a snapshot. Planted defects: the fastest counts; rates are averaged, so that fast
     * ones count for more.
     */
    @Test
    void batchesThatAreFasterAndSlowerInTurnsSettleAtWhatIsUsual() {
        BatchSizer sizer = new BatchSizer(10_000_000, Duration.ofSeconds(1), 0, Long.MAX_VALUE);
        long largest = 0;
        for (int i = 0; i < 50; i++) {
            long nanosPerRecord = i % 2 == 0 ? 1_000 : 3_000;
            sizer.ran(sizer.limit(), sizer.limit() * nanosPerRecord, false);
            largest = i < 10 ? 0 : Math.max(largest, sizer.limit());
        }
        assertThat(largest).isBetween(500_000L, 650_000L);
    }

    /** As after a run with a small limit of the job's own, or after a batch that took very long. Planted defect: they say nothing. */
    @Test
    void batchesThatAreSmallAsTheyHadToBeLetTheNextOneGrow() {
        BatchSizer sizer = new BatchSizer(10_000_000, Duration.ofSeconds(1), 7, Long.MAX_VALUE);
        for (int i = 0; i < 20; i++) {
            sizer.ran(sizer.limit() - 1, sizer.limit() * 1_000, false);
        }
        assertThat(sizer.limit()).isGreaterThan(500_000);
    }

    @Test
    void aSmallFastBatchIsFollowedByOneThatIsAtMostSixteenTimesAsLarge() {
        BatchSizer sizer = new BatchSizer(10_000_000, Duration.ofSeconds(1), 0, Long.MAX_VALUE);
        sizer.ran(50_000, 50_000_000L, false);
        assertThat(sizer.limit()).isEqualTo(800_000);
        sizer.ran(999, 1_000L, false);
        assertThat(sizer.limit()).as("too few records say nothing").isEqualTo(800_000);
    }
}
