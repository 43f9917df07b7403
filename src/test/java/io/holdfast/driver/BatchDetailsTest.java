package io.holdfast.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.format.SplitPosition;
import io.holdfast.model.BatchDetails;
import io.holdfast.model.BatchDetails.Backlog;
import io.holdfast.model.BatchDetails.StateUse;
import io.holdfast.model.BatchDetails.Unread;
import io.holdfast.model.JobListener.BatchReport;
import io.holdfast.model.JobListener.Ready;
import io.holdfast.model.Pair;
import io.holdfast.simulation.MemoryDirectory;
import io.holdfast.source.SourcePlan;
import io.holdfast.source.SplitEnds;
import io.holdfast.source.SplitRange;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a committed batch tells besides. Planted defects: a split that is not read counted from its beginning, everything unread taken for a limit, state
 * under the name of a table.
 */
class BatchDetailsTest {

    private final Path scratch;

    BatchDetailsTest(@TempDir(factory = MemoryDirectory.class) Path scratch) {
        this.scratch = scratch;
    }

    private static SplitPosition at(String split, long offset) {
        return SplitPosition.of(split, offset, Map.of());
    }

    private static Backlog backlog(long limit, long endOfOne, long endOfTwo) {
        SourcePlan plan = SourcePlan.of(List.of(new SplitRange(at("one", 10), 20)));
        return Backlogs.of(
                List.of(at("one", 10), at("two", 5)),
                plan,
                SplitEnds.ofRecords(Map.of("one", endOfOne, "two", endOfTwo)),
                limit);
    }

    @Test
    void whatIsUnreadIsCountedFromWhereTheBatchEnds() {
        assertThat(backlog(100, 23, 105))
                .isEqualTo(
                        new Backlog(2, 103, List.of(new Unread("two", 5, 105), new Unread("one", 20, 23)), 100, false));
        assertThat(backlog(100, 20, 5)).isEqualTo(new Backlog(2, 0, List.of(), 100, false));
    }

    @Test
    void aBatchIsLimitedIfItReadsAboutWhatItMayAndLeavesSomething() {
        assertThat(backlog(11, 30, 5).limited()).isTrue();
        assertThat(backlog(11, 20, 5).limited()).as("nothing is left").isFalse();
        assertThat(backlog(50, 30, 5).limited())
                .as("the rest came while it was planned")
                .isFalse();
    }

    @Test
    void bytesAreToldAsRecords() {
        Backlog backlog = Backlogs.of(List.of(), SourcePlan.NOTHING, new SplitEnds(Map.of("file", 1_000L), 100), 50);
        assertThat(backlog.records()).isEqualTo(10);
        assertThat(backlog.unread()).containsExactly(new Unread("file", 0, 1_000));
    }

    @Test
    void onlySoManySplitsAreListed() {
        Map<String, Long> ends = new HashMap<>();
        IntStream.range(1, 1_000).forEach(i -> ends.put("split-" + i, (long) i));
        Backlog backlog = Backlogs.of(List.of(), SourcePlan.NOTHING, SplitEnds.ofRecords(ends), 1);
        assertThat(backlog.unread()).hasSize(Backlog.LISTED).startsWith(new Unread("split-999", 0, 999));
        assertThat(backlog.splits()).isEqualTo(999);
    }

    @Test
    void tablesOfAnOperatorAreToldUnderItsName() {
        JobRun job = new JobRun(scratch, 1);
        job.input("in", List.of(List.of(1L, 2L), List.of(3L)))
                .mapToPair(value -> Pair.of(value, value))
                .reduceByKeyAndWindow("recent", Long::sum, Duration.ofSeconds(2), Duration.ofSeconds(1))
                .to("out", job.sink("out"));
        job.runs(4);
        BatchDetails details = job.events().all(BatchReport.class).get(0).details();
        assertThat(details.states()).containsOnlyKeys("recent", "recent#panes");
        assertThat(details.states().values()).extracting(StateUse::operator).containsOnly("recent");
    }

    @Test
    void aBatchTellsWhatItLeavesAndWhatItsStateTakes() {
        JobRun job = new JobRun(scratch, 2);
        job.input("in", List.of(List.of(1L, 2L), List.of(3L), List.of(4L)))
                .mapToPair(value -> Pair.of(value, value))
                .<Long>updateStateByKey("sums", (values, sum) -> Optional.of(values.size() + sum.orElse(0L)))
                .to("out", job.sink("out"));
        job.runs(6);
        BatchReport first = job.events().all(BatchReport.class).get(0);
        BatchDetails details = first.details();
        assertThat(details.backlogs().get("in").unread()).containsExactly(new Unread("queue", 2, 4));
        StateUse sums = details.states().get("sums");
        assertThat(sums.operator()).isEqualTo("sums");
        assertThat(sums.keys()).isEqualTo(2);
        assertThat(sums.changed()).isEqualTo(2);
        assertThat(sums.cacheBytes()).isPositive();
        assertThat(sums.deltaBytes()).isPositive().isLessThan(first.fileBytes());
        assertThat(details.waits().sinks()).isEqualTo(Duration.ZERO);
        assertThat(details.snapshots().shards()).isEqualTo(2);
        assertThat(job.events().all(Ready.class).get(0).published()).containsOnlyKeys("out");
    }
}
