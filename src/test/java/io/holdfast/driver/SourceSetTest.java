package io.holdfast.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.TestGraph;
import io.holdfast.codec.Types;
import io.holdfast.common.ThreadWorkers;
import io.holdfast.execution.BatchInput;
import io.holdfast.execution.BatchOutput;
import io.holdfast.execution.RunTimes;
import io.holdfast.execution.Watermarks;
import io.holdfast.format.Manifest;
import io.holdfast.format.Manifest.SourceProgress;
import io.holdfast.format.Manifests;
import io.holdfast.format.SplitPosition;
import io.holdfast.plan.Node.SourceNode;
import io.holdfast.plan.Plan;
import io.holdfast.source.SourceContext;
import io.holdfast.source.SourcePlan;
import io.holdfast.source.SourceReader;
import io.holdfast.source.generator.GeneratorSource;
import io.holdfast.testkit.simulation.DeterministicWorkers;
import io.holdfast.testkit.simulation.ManualTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class SourceSetTest {

    private static final int SPLITS = 100_000;
    private static final int TASKS = 3;

    /**
     * Seen to go on for minutes when the place of a split was looked for in a list, in what is planned and in what is replayed: for
     * that, and for nothing else, there is a limit of time, which is some hundred times what it takes.
     */
    @Test
    @Timeout(60)
    void aBatchOfVeryManySplitsIsPlannedRecordedAndReplayedAsItWas() throws Exception {
        TestGraph graph = new TestGraph();
        graph.stream(
                        "numbers",
                        GeneratorSource.of((split, offset, random) -> split).splits(SPLITS))
                .print("out");
        Plan job = graph.plan();
        ManualTime time = new ManualTime();
        SourceNode node = job.sources().get(0);
        SourceReader<?> reader = node.source()
                .open(new SourceContext("job", "id", "numbers", TASKS, new DeterministicWorkers(1, time), time));
        try (SourceSet sources = new SourceSet(
                job.sources(),
                Map.of("numbers", reader),
                new TreeMap<>(),
                TASKS,
                new ManualTime(),
                new Control(new Attention(new ThreadWorkers("sources"))))) {
            reader.start(List.of());
            Manifest before = Manifests.draft(Manifest.Kind.TAKEOVER, 0, -1);
            for (long batch = 1; batch <= 2; batch++) {
                Map<String, SourcePlan> plans = sources.plan(SPLITS);
                List<BatchInput.Range> ranges = sources.ranges(plans);
                SortedMap<String, SourceProgress> progress = sources.advance(plans, Map.of("numbers", read(ranges)));
                assertThat(ranges).hasSize(SPLITS);
                assertThat(ranges.get(SPLITS - 1).task()).isEqualTo((SPLITS - 1) % TASKS);
                Manifest recorded = Drafts.batch(
                        before,
                        job,
                        batch,
                        progress,
                        List.of(),
                        new TreeMap<>(),
                        output(Map.of("numbers", read(ranges))),
                        1);
                assertThat(new RecordedInput(TASKS)
                                .of(before, recorded, job, Types.builder().build())
                                .ranges())
                        .isEqualTo(ranges);
                before = recorded;
            }
        }
    }

    private static BatchOutput output(Map<String, List<SplitPosition>> positions) {
        return new BatchOutput(
                positions,
                List.of(),
                List.of(),
                Map.of(),
                Map.of(),
                Map.of(),
                Map.of(),
                Watermarks.NONE,
                RunTimes.NONE);
    }

    private static List<SplitPosition> read(List<BatchInput.Range> ranges) {
        List<SplitPosition> read = new ArrayList<>();
        ranges.forEach(range -> read.add(new SplitPosition(
                range.range().split(),
                range.range().until(),
                range.range().from().attributes())));
        return read;
    }
}
