package io.holdfast.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.DStream;
import io.holdfast.PairDStream;
import io.holdfast.driver.JobRun;
import io.holdfast.failure.ConfigurationException;
import io.holdfast.failure.UserCodeException;
import io.holdfast.model.Pair;
import io.holdfast.model.StateSpec;
import io.holdfast.simulation.MemoryDirectory;
import io.holdfast.state.KeyGroups;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What windows in batch time emit, by example: one batch per second, the first at a whole minute. */
class WindowsTest {

    private static final List<List<String>> WORDS =
            List.of(List.of("a", "b", "a"), List.of("b"), List.of("a"), List.of(), List.of("c"));

    private final Path scratch;

    WindowsTest(@TempDir(factory = MemoryDirectory.class) Path scratch) {
        this.scratch = scratch;
    }

    private static Duration seconds(int seconds) {
        return Duration.ofSeconds(seconds);
    }

    private static PairDStream<String, Long> ones(JobRun run) {
        return run.<String>input("in", WORDS).mapToPair(word -> Pair.of(word, 1L));
    }

    private static Pair<String, Long> count(String word, long count) {
        return Pair.of(word, count);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void aWindowThatCombinesHoldsTheBatchesOfItsLengthAndForgetsKeysThatLeft(int parallelism) {
        JobRun run = new JobRun(scratch, parallelism);
        ones(run).reduceByKeyAndWindow("w", Long::sum, seconds(2), seconds(1)).to("out", run.sink("out"));
        List<List<Object>> out = run.runs(10).output("out");
        assertThat(out).hasSize(7);
        assertThat(out.get(0)).containsExactlyInAnyOrder(count("a", 2), count("b", 1));
        assertThat(out.get(1)).containsExactlyInAnyOrder(count("a", 2), count("b", 2));
        assertThat(out.get(2)).containsExactlyInAnyOrder(count("a", 1), count("b", 1));
        assertThat(out.get(3)).containsExactly(count("a", 1));
        assertThat(out.get(4)).containsExactly(count("c", 1));
        assertThat(out.get(5)).containsExactly(count("c", 1));
        assertThat(out.get(6)).as("the batch in which the last key leaves").isEmpty();
    }

    /** Planted: the length as the slide. */
    @Test
    void aWindowWithoutASlideOfItsOwnHasThatOfItsStream() {
        JobRun run = new JobRun(scratch, 2);
        PairDStream<String, Long> ones = ones(run);
        ones.reduceByKeyAndWindow("w", Long::sum, seconds(2)).to("reduced", run.sink("reduced"));
        ones.groupByKeyAndWindow("g", seconds(2)).mapValues(List::size).to("grouped", run.sink("grouped"));
        run.runs(10);
        assertThat(run.output("reduced").get(1)).containsExactlyInAnyOrder(count("a", 2), count("b", 2));
        assertThat(run.output("grouped").get(1)).containsExactlyInAnyOrder(Pair.of("a", 2), Pair.of("b", 2));
        assertThat(run.output("reduced").get(2)).containsExactlyInAnyOrder(count("a", 1), count("b", 1));
        assertThat(run.output("grouped").get(2)).containsExactlyInAnyOrder(Pair.of("a", 1), Pair.of("b", 1));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void theInverseKeepsKeysForEverUnlessTheyAreFilteredOut(int parallelism) {
        JobRun run = new JobRun(scratch, parallelism);
        PairDStream<String, Long> ones = ones(run);
        ones.reduceByKeyAndWindow("keptAll", Long::sum, (total, part) -> total - part, seconds(2), seconds(1))
                .to("all", run.sink("all"));
        ones.reduceByKeyAndWindow(
                        "keptSome",
                        Long::sum,
                        (total, part) -> total - part,
                        seconds(2),
                        seconds(1),
                        pair -> pair.value() > 0)
                .to("some", run.sink("some"));
        run.runs(8);
        assertThat(run.output("all").get(6)).containsExactlyInAnyOrder(count("a", 0), count("b", 0), count("c", 0));
        assertThat(run.output("some").get(2)).containsExactlyInAnyOrder(count("a", 1), count("b", 1));
        assertThat(run.output("some").get(3)).containsExactly(count("a", 1));
        assertThat(run.output("some").get(6)).isEmpty();
    }

    /** The restarts are in the middle of a pane; the last comes when all of the window has passed. */
    @Test
    void panesOfSeveralBatchesLeaveAsAWholeAcrossRestartsWithOtherShards() {
        JobRun run = new JobRun(scratch, 1);
        List<List<String>> batches = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            batches.add(List.of("key" + i % 7, "key" + i % 3, "other" + i % 5));
        }
        PairDStream<String, Long> ones = run.<String>input("in", batches).mapToPair(word -> Pair.of(word, 1L));
        ones.reduceByKeyAndWindow(
                        "inverse",
                        Long::sum,
                        (all, part) -> all - part,
                        seconds(9),
                        seconds(3),
                        pair -> pair.value() != 0)
                .to("inverse-out", run.sink("inverse-out"));
        ones.reduceByKeyAndWindow("tree", Long::sum, seconds(9), seconds(3)).to("tree-out", run.sink("tree-out"));
        run.runs(7).restart(seconds(0), 3).runs(10).restart(seconds(5), 2).runs(8);
        run.restart(seconds(30), 1).runs(60);
        List<List<Object>> expected = run.output("tree-out");
        List<List<Object>> found = run.output("inverse-out");
        assertThat(found).hasSameSizeAs(expected);
        for (int batch = 0; batch < found.size(); batch++) {
            assertThat(found.get(batch)).as("batch %s", batch).containsExactlyInAnyOrderElementsOf(expected.get(batch));
        }
        assertThat(keys(run, "inverse#open")).anyMatch(count -> count > 0).endsWith(0L);
        assertThat(keys(run, "inverse#panes")).anyMatch(count -> count > 0).endsWith(0L);
    }

    private static List<Long> keys(JobRun run, String table) {
        return run.manifests().stream()
                .map(manifest -> manifest.states().get(table))
                .filter(Objects::nonNull)
                .map(state -> state.keys().stream().mapToLong(Long::longValue).sum())
                .toList();
    }

    /** More than one block in each key group, some full. */
    @Test
    void aClosedPaneTakesFewEntriesAndAllOfThemLeave() {
        JobRun run = new JobRun(scratch, 2);
        int words = KeyGroups.COUNT * PaneBlock.KEYS_MAX * 3 / 2;
        run.input("in", List.of(IntStream.range(0, words).boxed().toList(), List.of(1), List.of(2)))
                .mapToPair(word -> Pair.of(word, 1L))
                .reduceByKeyAndWindow("w", Long::sum, (all, part) -> all - part, seconds(2), seconds(1))
                .filter(pair -> pair.value() != 0)
                .to("out", run.sink("out"));
        run.runs(1).restart(seconds(0), 3).runs(4);
        assertThat(run.output("out").get(0)).hasSize(words);
        assertThat(run.output("out").get(1)).hasSize(words).contains(Pair.of(1, 2L));
        assertThat(run.output("out").get(2)).containsExactlyInAnyOrder(Pair.of(1, 1L), Pair.of(2, 1L));
        assertThat(keys(run, "w#panes").get(1)).isBetween(2L * KeyGroups.COUNT, 3L * KeyGroups.COUNT);
        assertThat(keys(run, "w#panes")).endsWith(0L);
    }

    /** Else a pane could need more memory to leave than it did to come. Planted defect: blocks are bounded by their keys alone. */
    @Test
    void aBlockOfLargeValuesHasFewKeys() {
        JobRun run = new JobRun(scratch, 1);
        run.input("in", List.of(IntStream.range(0, 2 * KeyGroups.COUNT).boxed().toList()))
                .mapToPair(word -> Pair.of(word, "v".repeat(PaneBlock.BYTES_MAX / 2)))
                .reduceByKeyAndWindow("w", String::concat, (all, part) -> "", seconds(2), seconds(1))
                .filter(pair -> !pair.value().isEmpty())
                .to("out", run.sink("out"));
        run.runs(4);
        assertThat(run.output("out").get(0)).hasSize(2 * KeyGroups.COUNT);
        assertThat(keys(run, "w#panes").get(1)).isEqualTo(2L * KeyGroups.COUNT);
        assertThat(keys(run, "w#panes")).endsWith(0L);
    }

    /** With an inverse, it would fail when the pane leaves, for ever. Planted defect: it is not asked whether there is one. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aValueThatIsNullIsRefusedWithItsPlace(boolean withInverse) {
        JobRun run = new JobRun(scratch, 1);
        PairDStream<String, Long> pairs =
                run.<String>input("in", List.of(List.of("a", "b"))).mapToPair(word -> Pair.of(word, one(word)));
        (withInverse
                        ? pairs.reduceByKeyAndWindow("w", Long::sum, (all, part) -> all - part, seconds(2), seconds(1))
                        : pairs.reduceByKeyAndWindow("w", Long::sum, seconds(2), seconds(1)))
                .to("out", run.sink("out"));
        assertThat(run.run(3))
                .isInstanceOf(UserCodeException.class)
                .hasMessageContainingAll("reduceByKeyAndWindow 'w'", "source 'in'", "offset 1", "a value is null");
    }

    @SuppressWarnings("NullAway")
    private static Long one(String word) {
        return word.equals("b") ? null : 1L;
    }

    private record NotRegistered(long value) {}

    /** Planted defect: a block is written without the place of its records. */
    @Test
    void aValueThatCannotBeKeptIsToldWithItsPlace() {
        JobRun run = new JobRun(scratch, 1);
        run.<String>input("in", List.of(List.of("a"), List.of("b", "c")))
                .mapToPair(word -> Pair.of(word, word.equals("c") ? new NotRegistered(1) : (Object) 1L))
                .reduceByKeyAndWindow("w", (one, other) -> one, (all, part) -> all, seconds(2), seconds(1))
                .to("out", run.sink("out"));
        assertThat(run.run(3))
                .isInstanceOf(UserCodeException.class)
                .hasMessageContainingAll("'w'", "source 'in'", "offset 2", "NotRegistered");
    }

    /** As in Spark: what is left of it in the window is still taken out when it leaves. */
    @Test
    void aKeyThatIsFilteredOutWhileItIsInTheWindowBeginsAnew() {
        JobRun run = new JobRun(scratch, 1);
        run.<Pair<String, Long>>input(
                        "in", List.of(List.of(count("k", -5)), List.of(count("k", 7)), List.of(), List.of()))
                .mapToPair(pair -> pair)
                .reduceByKeyAndWindow(
                        "w", Long::sum, (total, part) -> total - part, seconds(2), seconds(1), pair -> pair.value() > 0)
                .to("out", run.sink("out"));
        assertThat(run.runs(5).output("out"))
                .containsExactly(
                        List.of(),
                        List.of(count("k", 7)),
                        List.of(count("k", 12)),
                        List.of(count("k", 5)),
                        List.of(count("k", 5)));
    }

    @Test
    void windowsSlideAtMultiplesOfTheSlide() {
        JobRun run = new JobRun(scratch, 2);
        DStream<String> words = run.input("in", WORDS);
        words.window("w", seconds(4), seconds(2)).to("records", run.sink("records"));
        words.countByWindow("c", seconds(4), seconds(2)).to("counts", run.sink("counts"));
        words.countByValueAndWindow("v", seconds(4), seconds(2)).to("values", run.sink("values"));
        words.reduceByWindow("r", String::concat, seconds(4), seconds(2))
                .map(String::length)
                .to("lengths", run.sink("lengths"));
        run.runs(9);
        assertThat(run.output("records").get(2)).containsExactlyInAnyOrder("a", "b", "a", "b", "a");
        assertThat(run.output("records").get(4)).containsExactlyInAnyOrder("b", "a", "c");
        assertThat(run.output("counts"))
                .startsWith(List.of(3L), List.of(), List.of(5L), List.of(), List.of(3L), List.of(1L));
        assertThat(run.output("values").get(4)).containsExactlyInAnyOrder(count("a", 1), count("b", 1), count("c", 1));
        assertThat(run.output("lengths")).startsWith(List.of(3), List.of(), List.of(5), List.of(), List.of(3));
    }

    @Test
    void groupsAreInTheOrderOfPanes() {
        JobRun run = new JobRun(scratch, 2);
        run.<Pair<String, Long>>input(
                        "in",
                        List.of(List.of(count("k", 1), count("k", 2)), List.of(count("k", 3)), List.of(), List.of()))
                .mapToPair(pair -> pair)
                .groupByKeyAndWindow("g", seconds(2), seconds(1))
                .to("out", run.sink("out"));
        assertThat(run.runs(5).output("out"))
                .containsExactly(
                        List.of(Pair.of("k", List.of(1L, 2L))),
                        List.of(Pair.of("k", List.of(1L, 2L, 3L))),
                        List.of(Pair.of("k", List.of(3L))),
                        List.of());
    }

    /** Also what counts batches: it sees one per slide. */
    @Test
    void whatComesOutOfAWindowIsSeenOncePerSlide() {
        JobRun run = new JobRun(scratch, 1);
        DStream<String> windowed = run.input("in", WORDS).window("w", seconds(4), seconds(2));
        windowed.count().to("counts", run.sink("counts"));
        windowed.transform(batch -> batch.map(word -> "seen")).count().to("seen", run.sink("seen"));
        windowed.mapToPair(word -> Pair.of("all", 1L))
                .<Long>updateStateByKey("ticks", (values, before) -> java.util.Optional.of(before.orElse(0L) + 1))
                .to("slides", run.sink("slides"));
        windowed.window("twice", seconds(4)).count().to("again", run.sink("again"));
        run.runs(7);
        assertThat(run.output("counts")).startsWith(List.of(3L), List.of(), List.of(5L), List.of(), List.of(3L));
        assertThat(run.output("seen")).startsWith(List.of(3L), List.of(), List.of(5L), List.of());
        assertThat(run.output("slides"))
                .startsWith(List.of(count("all", 1)), List.of(), List.of(count("all", 2)), List.of());
        assertThat(run.output("again")).startsWith(List.of(3L), List.of(), List.of(8L), List.of(), List.of(8L));
    }

    /** Slides of 11 seconds: the first batches are 3 seconds before one. */
    @Test
    void theFirstBatchEvaluatesNoWindowUnlessItIsAtABoundary() {
        JobRun run = new JobRun(scratch, 1);
        DStream<String> windowed = run.input("in", WORDS).window("w", seconds(11), seconds(11));
        windowed.count().to("counts", run.sink("counts"));
        run.runs(5);
        assertThat(run.output("counts")).startsWith(List.of(), List.of(), List.of(), List.of(5L));
    }

    @Test
    void stateToBeginWithWaitsForTheFirstSlide() {
        JobRun run = new JobRun(scratch, 1);
        ones(run)
                .window("w", seconds(11), seconds(11))
                .<Long>updateStateByKey(
                        "sums",
                        (values, before) -> Optional.of(before.orElse(0L) + values.size()),
                        () -> Map.of("a", 10L, "z", 7L))
                .to("out", run.sink("out"));
        run.runs(5);
        assertThat(run.output("out")).startsWith(List.of(), List.of(), List.of());
        assertThat(run.output("out").get(3)).containsExactlyInAnyOrder(count("a", 13), count("b", 2), count("z", 7));
    }

    /** Where what comes after sees them. */
    @Test
    void timeoutsAfterAWindowHappenWhenItSlides() {
        JobRun run = new JobRun(scratch, 1);
        run.input("in", List.of(List.of("a"), List.of(), List.of("a"), List.of(), List.of(), List.of(), List.of("b")))
                .mapToPair(word -> Pair.of(word, 1L))
                .window("w", seconds(3), seconds(3))
                .<String, String>mapWithState(
                        "ends",
                        StateSpec.<String, Long, String, String>function((key, value, state) -> {
                                    if (!state.isTimingOut()) {
                                        state.update(key);
                                    }
                                    return state.isTimingOut() ? key + " ends" : key;
                                })
                                .timeout(seconds(4)))
                .transform(batch -> batch)
                .to("out", run.sink("out"));
        run.runs(14);
        List<Long> times = new ArrayList<>();
        run.manifests().forEach(manifest -> times.add(manifest.batchTimeMillis() / 1000 % 60));
        assertThat(run.output("out").stream().flatMap(List::stream)).containsExactly("a", "a", "b", "a ends", "b ends");
        assertThat(times).startsWith(0L, 0L, 1L, 2L, 3L).isSubsetOf(0L, 1L, 2L, 3L, 4L, 5L, 6L, 9L, 12L, 15L);
    }

    @Test
    void windowsAreJoined() {
        JobRun run = new JobRun(scratch, 2);
        PairDStream<String, Long> ones = ones(run);
        PairDStream<String, Long> recent = ones.window("recent", seconds(1));
        ones.window("longer", seconds(3))
                .countByValue()
                .mapToPair(pair -> Pair.of(pair.key().key(), pair.value()))
                .join(recent)
                .to("out", run.sink("out"));
        List<List<Object>> out = run.runs(6).output("out");
        assertThat(out.get(1)).containsExactly(Pair.of("b", Pair.of(2L, 1L)));
        assertThat(out.get(2)).containsExactly(Pair.of("a", Pair.of(3L, 1L)));
    }

    @Test
    void anIdleJobIsWokenAtEachSlideUntilTheWindowIsEmpty() {
        JobRun run = new JobRun(scratch, 1);
        run.input("in", List.of(List.of("a")))
                .window("w", seconds(6), seconds(3))
                .to("out", run.sink("out"));
        run.runs(60);
        List<Long> times = new ArrayList<>();
        run.manifests().forEach(manifest -> times.add(manifest.batchTimeMillis() / 1000 % 60));
        assertThat(times).containsExactly(0L, 0L, 3L, 6L, 6L);
        assertThat(run.output("out")).containsExactly(List.of("a"), List.of("a"), List.of());
    }

    @Test
    void aLengthOrSlideThatIsNoMultipleOfTheBatchIntervalIsRefused() {
        JobRun run = new JobRun(scratch, 1);
        DStream<String> words = run.input("in", WORDS);
        assertThatThrownBy(() -> words.window("w", Duration.ofMillis(1500), seconds(1)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll("length", "'w'", "PT1.5S", "multiple", "PT1S");
        assertThatThrownBy(() -> words.window("w", seconds(2), Duration.ZERO))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll("slide", "'w'", "PT0S");
        DStream<String> slow = words.window("slow", seconds(4), seconds(2));
        assertThatThrownBy(() -> slow.window("w", seconds(4), seconds(3)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll("PT3S", "PT2S");
        assertThatThrownBy(() -> slow.union(words))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll("union", "PT2S", "batch interval", "same slide");
    }

    /**
     * Each key was last seen ten batches before, so that its state is only in the working store after a restart. Planted defect: the
     * operator takes every pane for new in which it has not seen anything itself.
     */
    @Test
    void aPaneGoesOnAfterARestartWhenOnlyTheWorkingStoreKnowsIt() {
        JobRun run = new JobRun(scratch, 1);
        List<List<String>> batches = new ArrayList<>(List.of(List.of("ends a pane")));
        for (int i = 0; i < 30; i++) {
            batches.add(List.of("key" + i % 10));
        }
        run.input("in", batches)
                .mapToPair(word -> Pair.of(word, 1L))
                .groupByKeyAndWindow("w", seconds(60), seconds(60))
                .mapValues(List::size)
                .to("out", run.sink("out"));
        run.runs(20).restart(seconds(0), 1).runs(80);
        assertThat(run.output("out").stream().flatMap(List::stream).skip(1))
                .hasSize(10)
                .allSatisfy(pair -> assertThat(((Pair<?, ?>) pair).value()).isEqualTo(3));
    }

    @Test
    void aWindowOfAnotherShapeDoesNotContinueOne() {
        JobRun run = new JobRun(scratch, 1);
        ones(run).reduceByKeyAndWindow("w", Long::sum, seconds(2), seconds(1)).to("out", run.sink("out"));
        run.runs(3).restart(seconds(0), 1);
        JobRun other = run.again();
        ones(other).reduceByKeyAndWindow("w", Long::sum, seconds(4), seconds(1)).to("out", other.sink("out"));
        assertThat(other.run(3))
                .isInstanceOf(io.holdfast.failure.IncompatibleCheckpointException.class)
                .hasMessageContainingAll("'w#panes'", "for 2000 ms", "for 4000 ms", "new name");
    }

    @Test
    void aFailingFunctionIsNamedWithItsOperator() {
        JobRun run = new JobRun(scratch, 1);
        ones(run)
                .reduceByKeyAndWindow(
                        "w",
                        (first, second) -> {
                            throw new IllegalStateException("cannot add");
                        },
                        seconds(2),
                        seconds(1))
                .to("out", run.sink("out"));
        assertThat(run.run(3))
                .isInstanceOf(UserCodeException.class)
                .hasMessageContainingAll("reduceByKeyAndWindow 'w'", "cannot add");
    }
}
