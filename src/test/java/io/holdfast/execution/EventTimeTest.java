package io.holdfast.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.EventTimeDStream;
import io.holdfast.PairDStream;
import io.holdfast.driver.JobRun;
import io.holdfast.failure.ConfigurationException;
import io.holdfast.failure.UserCodeException;
import io.holdfast.format.Manifest;
import io.holdfast.model.EventTime;
import io.holdfast.model.EventWindow;
import io.holdfast.model.Pair;
import io.holdfast.model.Windowed;
import io.holdfast.simulation.MemoryDirectory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes by event time, by example. A record is a key and the second at which it happened. */
class EventTimeTest {

    private final Path scratch;

    EventTimeTest(@TempDir(factory = MemoryDirectory.class) Path scratch) {
        this.scratch = scratch;
    }

    private static Duration seconds(long seconds) {
        return Duration.ofSeconds(seconds);
    }

    private static Pair<String, Long> at(String key, long second) {
        return Pair.of(key, second);
    }

    private static EventTime<Pair<String, Long>> time() {
        return EventTime.of(pair -> Instant.ofEpochSecond(pair.value()));
    }

    @SafeVarargs
    @SuppressWarnings("varargs")
    private static PairDStream<String, Long> input(JobRun run, String name, List<Pair<String, Long>>... batches) {
        return run.<Pair<String, Long>>input(name, List.of(batches)).mapToPair(pair -> pair);
    }

    private static Pair<String, Windowed<Object>> window(String key, long start, long end, Object value) {
        return Pair.of(key, new Windowed<>(Instant.ofEpochSecond(start), Instant.ofEpochSecond(end), value));
    }

    private static PairDStream<String, Long> ones(PairDStream<String, Long> timed) {
        return timed.mapValues(second -> 1L);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void aTumblingWindowFiresWhenTheWatermarkReachesItsEnd(int parallelism) {
        JobRun run = new JobRun(scratch, parallelism);
        PairDStream<String, Long> timed = input(
                        run,
                        "in",
                        List.of(at("a", 1), at("b", 3), at("a", 9)),
                        List.of(at("a", 11), at("b", 8)),
                        List.of(at("b", 12)),
                        List.of(at("a", 31)))
                .withEventTime(time().outOfOrderness(seconds(2)));
        ones(timed)
                .reduceByEventWindow("w", EventWindow.tumbling(seconds(10)), Long::sum)
                .to("out", run.sink("out"));
        List<List<Object>> out = run.runs(6).output("out");
        assertThat(out.subList(0, 2)).containsExactly(List.of(), List.of());
        assertThat(out.get(2)).containsExactlyInAnyOrder(window("a", 0, 10, 2L), window("b", 0, 10, 2L));
        assertThat(out.get(3)).containsExactlyInAnyOrder(window("a", 10, 20, 1L), window("b", 10, 20, 1L));
    }

    @Test
    void aSlidingWindowIsMadeOfPanesAndSkipsWindowsWithoutAny() {
        JobRun run = new JobRun(scratch, 1);
        PairDStream<String, Long> timed = input(run, "in", List.of(at("a", 1), at("a", 7)), List.of(at("a", 1_000_000)))
                .withEventTime(time());
        ones(timed)
                .reduceByEventWindow("w", EventWindow.sliding(seconds(10), seconds(5)), Long::sum)
                .to("out", run.sink("out"));
        assertThat(run.runs(4).output("out"))
                .containsExactly(
                        List.of(window("a", -5, 5, 1L)), List.of(window("a", 0, 10, 2L), window("a", 5, 15, 1L)));
    }

    @Test
    void aSessionEndsAGapAfterItsLastRecordAndRecordsBringSessionsTogether() {
        JobRun run = new JobRun(scratch, 1);
        PairDStream<String, Long> timed = input(
                        run,
                        "in",
                        List.of(at("a", 10), at("a", 30), at("b", 12)),
                        List.of(at("a", 20)),
                        List.of(at("c", 22)),
                        List.of(at("c", 60)))
                .withEventTime(time().outOfOrderness(seconds(20)));
        timed.mapValues(List::of)
                .reduceByEventWindow("w", EventWindow.session(seconds(10)), EventTimeTest::joined)
                .to("out", run.sink("out"));
        List<List<Object>> out = run.runs(6).output("out");
        assertThat(out.get(0)).isEmpty();
        assertThat(out.get(3))
                .containsExactlyInAnyOrder(
                        window("a", 10, 40, List.of(10L, 30L, 20L)),
                        window("b", 12, 22, List.of(12L)),
                        window("c", 22, 32, List.of(22L)));
    }

    private static List<Long> joined(List<Long> one, List<Long> other) {
        List<Long> both = new ArrayList<>(one);
        both.addAll(other);
        return both;
    }

    @Test
    void lateRecordsFireAWindowAgainWithinTheAllowedLatenessAndGoToTheSideAfterIt() {
        JobRun run = new JobRun(scratch, 1);
        PairDStream<String, Long> timed = input(
                        run,
                        "in",
                        List.of(at("a", 1), at("a", 11)),
                        List.of(at("a", 2)),
                        List.of(at("a", 16)),
                        List.of(at("a", 3)))
                .withEventTime(time());
        EventTimeDStream<String, Windowed<Long>, Long> counts = ones(timed)
                .reduceByEventWindow("w", EventWindow.tumbling(seconds(10)).allowedLateness(seconds(5)), Long::sum);
        counts.to("out", run.sink("out"));
        counts.late().to("late", run.sink("late"));
        run.runs(6);
        assertThat(run.output("out"))
                .containsExactly(
                        List.of(window("a", 0, 10, 1L)), List.of(window("a", 0, 10, 2L)), List.of(), List.of());
        assertThat(run.output("late")).containsExactly(List.of(), List.of(), List.of(), List.of(at("a", 1)));
        assertThat(run.manifests().get(4).counts()).containsValue(1L).containsKey("operator.4.late");
    }

    @Test
    void theWatermarkIsThatOfTheSlowestSplitThatIsNotIdle() {
        JobRun run = new JobRun(scratch, 1);
        PairDStream<String, Long> fast = input(
                run, "fast", List.of(at("a", 1)), List.of(at("a", 25)), List.of(), List.of(), List.of(), List.of());
        PairDStream<String, Long> slow = input(run, "slow", List.of(at("b", 2)));
        PairDStream<String, Long> timed = fast.union(slow).withEventTime(time().idleAfter(seconds(3)));
        ones(timed)
                .reduceByEventWindow("w", EventWindow.tumbling(seconds(10)), Long::sum)
                .to("out", run.sink("out"));
        run.runs(12);
        List<Long> watermarks = new ArrayList<>();
        for (Manifest manifest : run.manifests()) {
            if (manifest.kind() == Manifest.Kind.BATCH) {
                watermarks.add(Objects.requireNonNull(manifest.states().get("w").watermarkMillis()) / 1000);
            }
        }
        assertThat(watermarks).as("idle after the fourth second").startsWith(1L, 2L, 2L, 2L, 25L);
        assertThat(run.output("out").get(4)).containsExactlyInAnyOrder(window("a", 0, 10, 1L), window("b", 0, 10, 1L));
    }

    /** The slow source is silent, and there is no more input at all. */
    @Test
    void anIdleJobIsWokenWhenASplitThatBecomesIdleLetsAWindowFire() {
        JobRun run = new JobRun(scratch, 1);
        PairDStream<String, Long> fast =
                input(run, "fast", List.of(at("a", 1)), List.of(), List.of(), List.of(at("a", 25)));
        PairDStream<String, Long> slow = input(run, "slow", List.of(at("b", 2)));
        PairDStream<String, Long> timed = fast.union(slow).withEventTime(time().idleAfter(seconds(5)));
        ones(timed)
                .reduceByEventWindow("w", EventWindow.tumbling(seconds(10)), Long::sum)
                .to("out", run.sink("out"));
        run.runs(20);
        List<Long> times = run.manifests().stream()
                .filter(manifest -> manifest.kind() == Manifest.Kind.BATCH)
                .map(manifest -> manifest.batchTimeMillis() / 1000 % 60)
                .toList();
        assertThat(times).containsExactly(0L, 1L, 2L, 3L, 6L);
        assertThat(run.output("out").get(4)).hasSize(2);
    }

    @Test
    void watermarksOutliveARestart() {
        JobRun run = new JobRun(scratch, 1);
        PairDStream<String, Long> timed = input(
                        run, "in", List.of(at("a", 1)), List.of(at("b", 50)), List.of(at("a", 5)), List.of(at("c", 51)))
                .withEventTime(time());
        EventTimeDStream<String, Windowed<Long>, Long> counts =
                ones(timed).reduceByEventWindow("w", EventWindow.tumbling(seconds(10)), Long::sum);
        counts.to("out", run.sink("out"));
        counts.late().to("late", run.sink("late"));
        run.runs(2).restart(seconds(0), 2).runs(4);
        assertThat(run.output("late").get(2))
                .as("late by what the process before knew")
                .containsExactly(at("a", 1));
    }

    @Test
    void aCustomWatermarkIsWhatRecordsTell() {
        JobRun run = new JobRun(scratch, 1);
        PairDStream<String, Long> timed = input(
                        run, "in", List.of(at("a", 1), at("a", 99)), List.of(at("mark", 10)), List.of(at("a", 12)))
                .withEventTime(time().watermark(
                                pair -> pair.key().equals("mark") ? Instant.ofEpochSecond(pair.value()) : null));
        ones(timed)
                .reduceByEventWindow("w", EventWindow.tumbling(seconds(10)), Long::sum)
                .to("out", run.sink("out"));
        assertThat(run.runs(4).output("out")).containsExactly(List.of(), List.of(window("a", 0, 10, 1L)), List.of());
    }

    @Test
    void duplicatesAreForgottenWithEventTimeOrBatchTime() {
        JobRun run = new JobRun(scratch, 2);
        PairDStream<String, Long> ids = input(
                run,
                "in",
                List.of(at("a", 1), at("a", 2), at("b", 1)),
                List.of(at("a", 4)),
                List.of(at("c", 100)),
                List.of(at("a", 101), at("d", 3)));
        EventTimeDStream<String, Long, Long> byEvent = ids.withEventTime(time()).deduplicate("e", seconds(10));
        byEvent.to("events", run.sink("events"));
        byEvent.late().to("late", run.sink("late"));
        run.runs(6);
        assertThat(run.output("events").get(0)).containsExactlyInAnyOrder(at("a", 1), at("b", 1));
        assertThat(run.output("events").subList(1, 4))
                .containsExactly(List.of(), List.of(at("c", 100)), List.of(at("a", 101)));
        assertThat(run.output("late").get(3)).containsExactly(at("d", 3));
        JobRun again = new JobRun(scratch, 2);
        input(again, "in", List.of(at("a", 1), at("a", 2)), List.of(at("a", 3)), List.of(), List.of(at("a", 4)))
                .deduplicate("b", seconds(3))
                .to("batches", again.sink("batches"));
        assertThat(again.runs(6).output("batches"))
                .containsExactly(List.of(at("a", 1)), List.of(), List.of(), List.of(at("a", 4)));
    }

    @Test
    void aJoinPairsWhatHappenedWithinTheIntervalAndTellsWhatIsLeftAlone() {
        JobRun run = new JobRun(scratch, 2);
        PairDStream<String, Long> orders = input(
                        run, "orders", List.of(at("a", 10), at("b", 10)), List.of(), List.of(at("z", 100)), List.of())
                .withEventTime(time());
        PairDStream<String, Long> payments = input(
                        run, "payments", List.of(at("a", 9)), List.of(at("a", 15), at("c", 11)), List.of(at("z", 200)))
                .withEventTime(time());
        orders.fullOuterIntervalJoin("j", payments, seconds(0), seconds(5)).to("out", run.sink("out"));
        orders.intervalJoin("i", payments, seconds(-1), seconds(5)).to("inner", run.sink("inner"));
        List<List<Object>> out = run.runs(6).output("out");
        assertThat(run.output("inner").get(0)).containsExactly(Pair.of("a", Pair.of(10L, 9L)));
        assertThat(run.output("inner").get(1)).containsExactly(Pair.of("a", Pair.of(10L, 15L)));
        assertThat(out.get(1)).containsExactly(Pair.of("a", Pair.of(some(10), some(15))));
        assertThat(out.get(2))
                .containsExactlyInAnyOrder(
                        Pair.of("b", Pair.of(some(10), none())),
                        Pair.of("a", Pair.of(none(), some(9))),
                        Pair.of("c", Pair.of(none(), some(11))));
    }

    private static java.util.Optional<Long> some(long value) {
        return java.util.Optional.of(value);
    }

    private static java.util.Optional<Long> none() {
        return java.util.Optional.empty();
    }

    @Test
    void whatNeedsEventTimeRefusesStreamsWithoutIt() {
        JobRun run = new JobRun(scratch, 1);
        PairDStream<String, Long> plain = input(run, "in", List.of(at("a", 1)));
        plain.reduceByEventWindow("w", EventWindow.tumbling(seconds(1)), Long::sum)
                .to("out", run.sink("out"));
        assertThatThrownBy(() -> run.run(1))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll("eventWindow 'w'", "[in]", "withEventTime");
        JobRun late = new JobRun(scratch, 1);
        input(late, "in", List.of(at("a", 1)))
                .reduceByKey(Long::sum)
                .withEventTime(time())
                .to("out", late.sink("out"));
        assertThatThrownBy(() -> late.run(1))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll("withEventTime", "shuffled");
        JobRun twice = new JobRun(scratch, 1);
        PairDStream<String, Long> again = input(twice, "in", List.of(at("a", 1)));
        again.withEventTime(time()).to("one", twice.sink("one"));
        again.withEventTime(time()).to("two", twice.sink("two"));
        assertThatThrownBy(() -> twice.run(1))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll("'in'", "twice");
    }

    @Test
    void whereTheTimeOfRecordsIsLostNothingGoesByIt() {
        JobRun run = new JobRun(scratch, 1);
        PairDStream<String, Long> timed = input(run, "in", List.of(at("a", 1))).withEventTime(time());
        timed.mapPartitionsToPair(all -> all)
                .reduceByEventWindow("w", EventWindow.tumbling(seconds(1)), Long::sum)
                .to("out", run.sink("out"));
        assertThatThrownBy(() -> run.run(1))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll("eventWindow 'w'", "[in]", "mapPartitions");
    }

    /** A key that times out emits at the watermark, which a window after it takes. */
    @Test
    void windowsFollowOneAnotherAndWhatTimersAndTimeoutsEmit() {
        JobRun run = new JobRun(scratch, 2);
        PairDStream<String, Long> timed = input(
                        run,
                        "in",
                        List.of(at("a", 1), at("b", 2)),
                        List.of(at("c", 5)),
                        List.of(),
                        List.of(),
                        List.of(at("d", 50)))
                .withEventTime(time());
        ones(timed)
                .reduceByEventWindow("first", EventWindow.tumbling(seconds(2)), Long::sum)
                .mapToPair(pair -> Pair.of("all", pair.value().value()))
                .reduceByEventWindow("second", EventWindow.tumbling(seconds(10)), Long::sum)
                .to("out", run.sink("out"));
        timed.<Long, String>mapWithState(
                        "m",
                        io.holdfast.model.StateSpec.<String, Long, Long, String>function((key, value, state) -> {
                                    value.ifPresent(state::update);
                                    return state.isTimingOut() ? "out" : "in";
                                })
                                .timeout(seconds(3)))
                .filter(what -> what.equals("out"))
                .mapToPair(what -> Pair.of(what, 1L))
                .reduceByEventWindow("third", EventWindow.tumbling(seconds(10)), Long::sum)
                .to("timeouts", run.sink("timeouts"));
        run.runs(7);
        assertThat(run.output("out").get(4)).containsExactly(window("all", 0, 10, 3L));
        assertThat(run.output("timeouts").get(4)).containsExactly(window("out", 0, 10, 3L));
    }

    @Test
    void aTimestampThatCannotBeOneFailsTheBatchWithItsRecord() {
        JobRun run = new JobRun(scratch, 1);
        input(run, "in", List.of(at("a", 1), at("a", -5)))
                .withEventTime(time())
                .reduceByEventWindow("w", EventWindow.tumbling(seconds(1)), Long::sum)
                .to("out", run.sink("out"));
        assertThat(run.run(2))
                .isInstanceOf(UserCodeException.class)
                .hasMessageContainingAll("withEventTime", "source 'in'", "offset 1", "1969");
    }
}
