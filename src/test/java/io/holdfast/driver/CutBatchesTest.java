package io.holdfast.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.BatchDetails.Backlog;
import io.holdfast.model.JobListener.BatchReport;
import io.holdfast.model.Pair;
import io.holdfast.simulation.MemoryDirectory;
import io.holdfast.simulation.Sums;
import io.holdfast.simulation.Target;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A batch that was planned larger than the job can do ends with its interval, and the next one goes on from there.
 *
 * <p>Planted defects, each seen to fail here: a batch is never cut; it may take an interval from when it began, not until the next
 * is due; a cut batch is not taken to be limited; what the manifest says of a cut batch is what was planned.
 */
class CutBatchesTest {

    private static final Duration PER_RECORD = Duration.ofMillis(100);
    private static final int RECORDS_PER_INTERVAL = 10;

    private final RecordedEvents events = new RecordedEvents();
    private final Sums sums;

    CutBatchesTest(@TempDir(factory = MemoryDirectory.class) Path scratch) {
        sums = new Sums(scratch).records(72);
        sums.ledger.recordsPerPlan(36);
        sums.arranged = life -> life.listener(events);
    }

    private List<Long> recordsRead() {
        return events.all(BatchReport.class).stream()
                .map(BatchReport::recordsRead)
                .toList();
    }

    @Test
    void aBatchEndsWithItsInterval() {
        sums.visit = key -> sums.life().time().advance(PER_RECORD);
        sums.runs(12).checkExact();
        assertThat(recordsRead()).containsExactly(10L, 10L, 10L, 10L, 10L, 10L, 10L, 2L);
        assertThat(events.all(BatchReport.class))
                .allSatisfy(report -> assertThat(report.schedulingDelay()).isZero());
    }

    @Test
    void aBatchThatBeginsLateEndsWithTheSameInterval() {
        long[] visits = {0};
        sums.visit = key ->
                sums.life().time().advance(visits[0]++ < 2 ? Duration.ofMillis(750) : PER_RECORD.multipliedBy(2));
        sums.runs(30).checkExact();
        assertThat(recordsRead())
                .as(
                        "1.9 s; the next is missed, and 0.9 s are left of the one after it; then they end 0.1 s late or 0.2 s early")
                .startsWith(4L, 6L, 4L, 4L, 6L);
    }

    @Test
    void aBatchThatTakesNoTimeIsReadToItsEnd() {
        sums.runs(12).checkExact();
        assertThat(recordsRead()).containsExactly(72L);
        assertThat(events.all(BatchReport.class).get(0).counts())
                .as("records that were shuffled, part by part")
                .hasEntrySatisfying(
                        "operator.2.records", shuffled -> assertThat(shuffled).isEqualTo(72));
    }

    /** Planted defect: a part is not let go of when it has been taken. */
    @Test
    void operatorsThatTakePartsSeeEachRecordOnce() {
        Target passed = new Target("passed");
        Target once = new Target("once");
        sums.extra = pairs -> {
            pairs.repartition(3).map(Pair::value).to("passed", sums.sink(passed));
            pairs.deduplicate("once", Duration.ofMinutes(1)).map(Pair::key).to("firsts", sums.sink(once));
        };
        sums.runs(12).checkExact();
        assertThat(recordsRead()).containsExactly(72L);
        assertThat(passed.entries)
                .extracting(Target.Entry::value)
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.rangeClosed(1, 72).boxed().toList());
        assertThat(once.entries)
                .extracting(Target.Entry::value)
                .containsExactlyInAnyOrder("even0", "even1", "odd0", "odd1");
    }

    @Test
    void whatACutBatchLeavesIsABacklogThatItsTimeLimits() {
        sums.visit = key -> sums.life().time().advance(PER_RECORD);
        sums.runs(12);
        List<Backlog> backlogs = events.all(BatchReport.class).stream()
                .map(report -> report.details().backlogs().get(sums.sourceName))
                .toList();
        assertThat(backlogs.get(0).records()).isEqualTo(72 - RECORDS_PER_INTERVAL);
        assertThat(backlogs.get(0).limit()).isEqualTo(RECORDS_PER_INTERVAL);
        assertThat(backlogs).extracting(Backlog::limited).startsWith(true, true).endsWith(false);
    }
}
