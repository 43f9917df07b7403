package io.holdfast.execution;

import static io.holdfast.testkit.CrashEverywhere.batch;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.DStream;
import io.holdfast.EventTimeDStream;
import io.holdfast.MapWithStateDStream;
import io.holdfast.PairDStream;
import io.holdfast.StreamingContext;
import io.holdfast.model.DeadLetter;
import io.holdfast.model.EventTime;
import io.holdfast.model.EventWindow;
import io.holdfast.model.Pair;
import io.holdfast.model.State;
import io.holdfast.model.StateSpec;
import io.holdfast.model.Windowed;
import io.holdfast.simulation.Advices;
import io.holdfast.simulation.PlantedDefect;
import io.holdfast.sink.print.PrintSink;
import io.holdfast.source.queue.QueueSource;
import io.holdfast.testkit.CrashDivergence;
import io.holdfast.testkit.CrashEverywhere;
import io.holdfast.testkit.CrashReport;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import net.bytebuddy.asm.Advice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each kind of operator that keeps state, killed after each change to the checkpoint and gone on from. That a crash would tell
 * is shown by defects that only a restart sees: each table of each operator not restored, deadlines lost, watermarks not
 * in the manifest. Batches of a step have the same time in each run here: a restart within one interval is tested by
 * {@link WindowModelTest}.
 */
class OperatorsCrashTest {

    private static StreamingContext job() {
        return StreamingContext.builder("job")
                .checkpointDirectory(Path.of("/does/not/exist"))
                .build();
    }

    private static Duration seconds(long seconds) {
        return Duration.ofSeconds(seconds);
    }

    private static Pair<String, Long> at(String key, long second) {
        return Pair.of(key, second);
    }

    private static PairDStream<String, Long> pairs(StreamingContext context, String source) {
        return context.stream(source, QueueSource.<Pair<String, Long>>of(List.of()))
                .mapToPair(pair -> pair);
    }

    /** What happened when is the value. */
    private static PairDStream<String, Long> timed(StreamingContext context, String source) {
        return pairs(context, source)
                .withEventTime(EventTime.<Pair<String, Long>>of(pair -> Instant.ofEpochSecond(pair.value()))
                        .outOfOrderness(seconds(2)));
    }

    /** One sink, not one for each operator, makes for fewer crashes that are all the same. */
    private static DStream<String> texts(DStream<?> stream) {
        return stream.map(Object::toString);
    }

    private static void assertSurvives(CrashEverywhere everywhere, int records) {
        CrashReport report = everywhere.parallelism(1).run();
        System.out.println(report);
        assertThat(report.crashes()).isGreaterThan(100);
        assertThat(report.records()).isGreaterThanOrEqualTo(records);
    }

    private static StreamingContext windows() {
        StreamingContext context = job();
        PairDStream<String, Long> pairs = pairs(context, "in");
        texts(pairs.reduceByKeyAndWindow("plain", Long::sum, seconds(3), seconds(1)))
                .union(texts(pairs.reduceByKeyAndWindow(
                        "inverse", Long::sum, (all, part) -> all - part, seconds(2), seconds(1))))
                .union(texts(pairs.groupByKeyAndWindow("group", seconds(2), seconds(1))))
                .to("each-second", PrintSink.of(10));
        texts(pairs.reduceByKeyAndWindow(
                        "filter",
                        Long::sum,
                        (all, part) -> all - part,
                        seconds(4),
                        seconds(2),
                        pair -> pair.value() != 0))
                .union(texts(pairs.window("window", seconds(3), seconds(2))))
                .to("each-other-second", PrintSink.of(10));
        return context;
    }

    private static CrashEverywhere windowsCrashed() {
        return CrashEverywhere.of(OperatorsCrashTest::windows)
                .input(
                        "in",
                        batch(at("a", 1), at("b", 2), at("a", 3)),
                        batch(at("b", 4)),
                        batch(at("a", 5)),
                        batch(at("c", 6)),
                        batch(at("c", 7)),
                        batch());
    }

    @Test
    void windowsInBatchTimeSurviveEveryCrash() {
        assertSurvives(windowsCrashed(), 40);
    }

    private static StreamingContext eventWindows() {
        StreamingContext context = job();
        PairDStream<String, Long> timed = timed(context, "in");
        EventTimeDStream<String, Windowed<Long>, Long> tumbling = timed.reduceByEventWindow(
                "tumbling", EventWindow.tumbling(seconds(5)).allowedLateness(seconds(4)), Long::sum);
        EventTimeDStream<String, Windowed<Long>, Long> sliding =
                timed.reduceByEventWindow("sliding", EventWindow.sliding(seconds(6), seconds(3)), Long::sum);
        EventTimeDStream<String, Windowed<List<Long>>, Long> session =
                timed.groupByEventWindow("session", EventWindow.session(seconds(3)));
        texts(tumbling)
                .union(texts(tumbling.late()))
                .union(texts(sliding))
                .union(texts(sliding.late()))
                .union(texts(session))
                .union(texts(session.late()))
                .to("all", PrintSink.of(10));
        return context;
    }

    private static CrashEverywhere eventWindowsCrashed() {
        return CrashEverywhere.of(OperatorsCrashTest::eventWindows)
                .input(
                        "in",
                        batch(at("a", 1), at("b", 3), at("a", 4)),
                        batch(at("a", 8), at("b", 6)),
                        batch(at("a", 2), at("a", 9)),
                        batch(at("b", 16)),
                        batch(at("a", 1), at("b", 13)),
                        batch(at("c", 40)));
    }

    @Test
    void windowsInEventTimeSurviveEveryCrash() {
        assertSurvives(eventWindowsCrashed(), 15);
    }

    private static StreamingContext matches() {
        StreamingContext context = job();
        PairDStream<String, Long> left = timed(context, "left");
        PairDStream<String, Long> right = timed(context, "right");
        EventTimeDStream<String, Long, Long> first = left.deduplicate("first", seconds(5));
        texts(first)
                .union(texts(first.late()))
                .union(texts(pairs(context, "plain").deduplicate("plain-first", seconds(3))))
                .union(texts(left.fullOuterIntervalJoin("joined", right, seconds(-3), seconds(3))))
                .to("all", PrintSink.of(10));
        return context;
    }

    private static CrashEverywhere matchesCrashed() {
        return CrashEverywhere.of(OperatorsCrashTest::matches)
                .input(
                        "left",
                        batch(at("a", 10), at("b", 11)),
                        batch(at("a", 12), at("a", 10)),
                        batch(at("a", 16), at("c", 15)),
                        batch(at("b", 22), at("a", 3)),
                        batch(at("d", 50)))
                .input(
                        "right",
                        batch(at("a", 9)),
                        batch(at("b", 14), at("a", 15)),
                        batch(at("d", 17)),
                        batch(at("b", 21)),
                        batch(at("d", 51)))
                .input(
                        "plain",
                        batch(at("a", 1), at("a", 2)),
                        batch(at("a", 3), at("b", 4)),
                        batch(at("a", 5)),
                        batch(at("a", 6), at("b", 7)),
                        batch(at("b", 8)));
    }

    @Test
    void deduplicationAndIntervalJoinsSurviveEveryCrash() {
        assertSurvives(matchesCrashed(), 15);
    }

    private static StreamingContext states() {
        StreamingContext context = job();
        MapWithStateDStream<String, Long, String> reminders = timed(context, "timed")
                .mapWithState(
                        "reminders",
                        StateSpec.function(OperatorsCrashTest::remind).timeout(seconds(4)));
        PairDStream<String, Long> pairs = pairs(context, "in");
        PairDStream<String, Long> sums =
                pairs.updateStateByKey("sums", (values, sum) -> Optional.of(sum.orElse(0L) + values.size()));
        MapWithStateDStream<String, Long, String> careful =
                pairs.mapWithState("careful", StateSpec.function(OperatorsCrashTest::sumOfPositive));
        texts(reminders)
                .union(texts(sums))
                .union(careful)
                .union(careful.deadLetters().map(DeadLetter::record))
                .to("all", PrintSink.of(10));
        return context;
    }

    /** Wakes two seconds of event time after the last record. */
    private static Optional<String> remind(Instant time, String key, Optional<Long> second, State<Long> state) {
        if (state.isWaking() || state.isTimingOut()) {
            return Optional.of(key + (state.isWaking() ? " woke for " : " timed out with ") + state.getOrNull());
        }
        state.update(second.orElseThrow());
        state.wakeAt(Instant.ofEpochSecond(second.orElseThrow() + 2));
        return Optional.of(key + " came");
    }

    /** Changes the state before it throws. */
    private static Optional<String> sumOfPositive(Instant time, String key, Optional<Long> value, State<Long> state) {
        state.update(value.orElseThrow() + (state.exists() ? state.get() : 0L));
        if (value.orElseThrow() < 0) {
            throw new IllegalArgumentException("negative");
        }
        return Optional.of(key + " has " + state.get());
    }

    private static CrashEverywhere statesCrashed() {
        return CrashEverywhere.of(OperatorsCrashTest::states)
                .input(
                        "timed",
                        batch(at("a", 10), at("b", 11)),
                        batch(at("b", 13)),
                        batch(at("c", 15)),
                        batch(at("c", 16), at("d", 22)))
                .input(
                        "in",
                        batch(at("a", 1), at("b", -2)),
                        batch(at("a", -3), at("b", 4)),
                        batch(at("c", 5)),
                        batch(at("a", 6), at("b", 7)))
                .advance(seconds(5))
                .input("timed", batch(at("e", 60)))
                .input("in", batch(at("a", 1)));
    }

    @Test
    void statesWithTimersTimeoutsAndDeadLettersSurviveEveryCrash() {
        assertSurvives(statesCrashed(), 25);
    }

    /** Each is in one of the jobs: what a restart leaves of a job without it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "plain#panes",
                "inverse",
                "inverse#panes",
                "filter",
                "filter#panes",
                "filter#open",
                "window",
                "group",
                "tumbling",
                "tumbling#panes",
                "sliding",
                "sliding#panes",
                "session",
                "first",
                "plain-first",
                "joined",
                "joined#right",
                "reminders",
                "reminders#timers",
                "sums",
                "careful"
            })
    void aTableThatIsNotRestoredIsFound(String table) {
        LostTable.name = table;
        try (PlantedDefect planted =
                PlantedDefect.plant("io.holdfast.state.DeltaReplay", named("chunk"), LostTable.class)) {
            assertFound(jobOf(table));
        }
    }

    private static CrashEverywhere jobOf(String table) {
        return switch (table.replaceAll("#.*", "")) {
            case "plain", "inverse", "filter", "window", "group" -> windowsCrashed();
            case "tumbling", "sliding", "session" -> eventWindowsCrashed();
            case "first", "plain-first", "joined" -> matchesCrashed();
            default -> statesCrashed();
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "tumbling", "joined", "reminders"})
    void deadlinesThatAreLostAtARestartAreFound(String table) {
        try (PlantedDefect planted =
                PlantedDefect.plant("io.holdfast.state.TimerIndex", named("replayed"), Advices.DoesNothing.class)) {
            assertFound(jobOf(table));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tumbling", "joined"})
    void watermarksThatTheManifestDoesNotKeepAreFound(String table) {
        try (PlantedDefect planted =
                PlantedDefect.plant("io.holdfast.format.Json", named("read"), LostWatermarks.class)) {
            assertFound(jobOf(table));
        }
    }

    /** By one of some crashes, from the middle of the job on. */
    private static void assertFound(CrashEverywhere everywhere) {
        everywhere.parallelism(1);
        assertThat(IntStream.of(180, 240, 300, 340, 380, 420, 130, 80))
                .anySatisfy(crash -> assertThatThrownBy(everywhere.only(crash)::run)
                        .isInstanceOf(CrashDivergence.class)
                        .hasMessageContaining("after a crash the job published something else"));
    }

    /** The method does nothing for one table. */
    public static final class LostTable {

        /** The name of the table. */
        public static volatile String name = "";

        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
        static boolean enter(@Advice.Argument(1) String table) {
            return table.equals(name);
        }
    }

    /** The method reads a watermark of 0 wherever there is one. */
    static final class LostWatermarks {
        @Advice.OnMethodEnter
        static void enter(@Advice.Argument(value = 0, readOnly = false) byte[] json) {
            json = new String(json, StandardCharsets.UTF_8)
                    .replaceAll("\"watermarkMillis\" *: *[0-9]+", "\"watermarkMillis\":0")
                    .getBytes(StandardCharsets.UTF_8);
        }
    }
}
