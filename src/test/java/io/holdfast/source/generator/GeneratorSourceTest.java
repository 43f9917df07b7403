package io.holdfast.source.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.failure.ConfigurationException;
import io.holdfast.failure.SourceException;
import io.holdfast.failure.UserCodeException;
import io.holdfast.format.SplitPosition;
import io.holdfast.source.SourceContext;
import io.holdfast.source.SourcePlan;
import io.holdfast.source.SourceReader;
import io.holdfast.source.SplitRange;
import io.holdfast.testkit.simulation.DeterministicWorkers;
import io.holdfast.testkit.simulation.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GeneratorSourceTest {

    private static final RecordFunction<String> PLACE =
            (split, offset, random) -> split + ":" + offset + ":" + random.nextInt(1_000_000);

    private final ManualTime time = new ManualTime();
    private final SourceContext context =
            new SourceContext("job", "id", "numbers", 2, new DeterministicWorkers(1, time), time);
    private final Map<String, SplitPosition> positions = new LinkedHashMap<>();
    private final List<String> records = new ArrayList<>();

    private List<SplitPosition> positions() {
        return List.copyOf(positions.values());
    }

    private <T> SourceReader<T> start(GeneratorSource<T> source) throws Exception {
        SourceReader<T> reader = source.open(context);
        reader.start(positions());
        return reader;
    }

    private List<String> batch(SourceReader<String> reader, long limit) throws Exception {
        SourcePlan plan = reader.plan(positions(), limit);
        for (SplitRange range : plan.ranges()) {
            positions.put(range.split(), reader.read(range, (offset, value) -> records.add(value)));
        }
        return plan.ranges().stream().map(range -> range.offsets().toString()).toList();
    }

    @Test
    void makesTheSameRecordsWhereverARangeIsCut() throws Exception {
        GeneratorSource<String> source = GeneratorSource.of(PLACE).splits(2).records(100);
        SourceReader<String> whole = start(source);
        assertThat(batch(whole, 1000)).containsExactly("0 [0, 50)", "1 [0, 50)");
        List<String> atOnce = List.copyOf(records);

        positions.clear();
        records.clear();
        for (int batch = 0; batch < 15; batch++) {
            batch(start(source), 7);
        }

        assertThat(records).containsExactlyInAnyOrderElementsOf(atOnce).doesNotHaveDuplicates();
        assertThat(batch(start(source), 7)).isEmpty();
    }

    /** Planted defect: a state that is not mixed per offset gives neighbouring offsets shifted copies. */
    @Test
    void drawsIndependentlyPerOffsetSplitAndSeed() {
        assertThat(draws(1, 0, 0)).isEqualTo(draws(1, 0, 0));
        assertThat(draws(1, 0, 0)).doesNotContainAnyElementsOf(draws(1, 0, 1));
        assertThat(draws(1, 0, 0)).doesNotContainAnyElementsOf(draws(1, 1, 0));
        assertThat(draws(1, 0, 0)).doesNotContainAnyElementsOf(draws(2, 0, 0));
    }

    private static List<Long> draws(long seed, int split, long offset) {
        OffsetRandom random = new OffsetRandom(seed, split);
        random.moveTo(offset);
        return List.of(random.nextLong(), random.nextLong(), random.nextLong());
    }

    @Test
    void makesRecordsAvailableAtTheRate() throws Exception {
        SourceReader<String> reader = start(GeneratorSource.of(PLACE).splits(3).recordsPerSecond(10));

        assertThat(batch(reader, 100)).isEmpty();
        time.advance(Duration.ofMillis(99));
        assertThat(batch(reader, 100)).isEmpty();
        time.advance(Duration.ofMillis(401));
        assertThat(batch(reader, 100)).containsExactly("0 [0, 2)", "1 [0, 2)", "2 [0, 1)");
        assertThat(batch(reader, 100)).isEmpty();
        time.advance(Duration.ofMillis(500));
        assertThat(batch(reader, 100)).containsExactly("0 [2, 4)", "1 [2, 3)", "2 [1, 3)");
    }

    @Test
    void keepsWhatTheRecordLimitLeftForLaterBatches() throws Exception {
        SourceReader<String> reader = start(GeneratorSource.of(PLACE).recordsPerSecond(1000));
        time.advance(Duration.ofSeconds(1));

        assertThat(batch(reader, 600)).containsExactly("0 [0, 600)");
        assertThat(batch(reader, 600)).containsExactly("0 [600, 1000)");
    }

    /** Planted defect: rate counted from the wall clock of the first start makes a burst of what was never due. */
    @Test
    void goesOnFromThePositionAndNotFromTheClockAfterARestart() throws Exception {
        GeneratorSource<String> source = GeneratorSource.of(PLACE).recordsPerSecond(1000);
        SourceReader<String> first = start(source);
        time.advance(Duration.ofSeconds(1));
        batch(first, 10_000);
        first.close();

        time.advance(Duration.ofHours(8));
        SourceReader<String> second = start(source);
        assertThat(batch(second, 10_000)).isEmpty();
        time.advance(Duration.ofMillis(3));
        assertThat(batch(second, 10_000)).containsExactly("0 [1000, 1003)");
    }

    @Test
    void ignoresJumpsOfTheWallClock() throws Exception {
        SourceReader<String> reader = start(GeneratorSource.of(PLACE).recordsPerSecond(10));

        time.jumpWall(Duration.ofDays(1));

        assertThat(batch(reader, 100)).isEmpty();
    }

    @Test
    void sharesTheRecordLimitFairly() throws Exception {
        SourceReader<String> reader = start(GeneratorSource.of(PLACE).splits(3));

        assertThat(batch(reader, 9)).containsExactly("0 [0, 3)", "1 [0, 3)", "2 [0, 3)");
        for (int batch = 0; batch < 30; batch++) {
            batch(reader, 1);
        }
        assertThat(positions())
                .allSatisfy(position -> assertThat(position.offset()).isEqualTo(13));
    }

    @Test
    void boundsABatchThatNothingElseBounds() throws Exception {
        SourcePlan plan = start(GeneratorSource.of(PLACE).splits(2)).plan(List.of(), Long.MAX_VALUE);

        assertThat(plan.ranges()).allSatisfy(range -> assertThat(range.until()).isEqualTo(500_000));
    }

    @Test
    void survivesAHighRateForYears() throws Exception {
        SourceReader<String> reader =
                start(GeneratorSource.of(PLACE).recordsPerSecond(GeneratorSource.MAX_RECORDS_PER_SECOND));
        time.advance(Duration.ofDays(3650));

        assertThat(reader.plan(List.of(), 5).ranges()).singleElement().satisfies(range -> assertThat(range.until())
                .isEqualTo(5));
    }

    @Test
    void refusesAnotherNumberOfSplits() throws Exception {
        batch(start(GeneratorSource.of(PLACE).splits(2)), 10);

        assertThatThrownBy(() -> start(GeneratorSource.of(PLACE).splits(3)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("source numbers has 3 splits, but split 0 of the checkpoint was written with 2;"
                        + " set this number of splits again");
    }

    @Test
    void namesThePlaceWhereTheFunctionFailed() throws Exception {
        SourceReader<String> failing = start(GeneratorSource.of((split, offset, random) -> {
            throw new IllegalStateException("no");
        }));
        assertThatThrownBy(() -> batch(failing, 1))
                .isInstanceOf(UserCodeException.class)
                .hasMessageContaining("source numbers, split 0, offset 0")
                .hasRootCauseMessage("no");
    }

    @Test
    void passesFailuresOfTheOutputThroughUnchanged() throws Exception {
        SourceReader<String> reader = start(GeneratorSource.of(PLACE));
        SplitRange range = reader.plan(List.of(), 1).ranges().get(0);
        Exception failure = new Exception("downstream");

        assertThatThrownBy(() -> reader.read(range, (offset, value) -> {
                    throw failure;
                }))
                .isSameAs(failure);
    }

    @Test
    void failsAReadThatIsUnderWayWhenClosed() throws Exception {
        SourceReader<String> reader = start(GeneratorSource.of(PLACE));
        SplitRange range = reader.plan(List.of(), 2).ranges().get(0);

        assertThatThrownBy(() -> reader.read(range, (offset, value) -> reader.close()))
                .isInstanceOf(SourceException.class)
                .hasMessage("source numbers was closed while 0 [0, 2) was read");
        reader.close();
    }

    @Test
    void refusesOptionsThatCannotWork() {
        GeneratorSource<String> source = GeneratorSource.of(PLACE);

        assertThatThrownBy(() -> source.splits(0))
                .hasMessageContaining("splits")
                .hasMessageContaining("found 0");
        assertThatThrownBy(() -> source.recordsPerSecond(0)).hasMessageContaining("recordsPerSecond");
        assertThatThrownBy(() -> source.records(-1)).hasMessageContaining("records");
    }
}
