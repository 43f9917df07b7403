package io.holdfast.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.PairDStream;
import io.holdfast.driver.JobRun;
import io.holdfast.failure.UserCodeException;
import io.holdfast.function.Function4;
import io.holdfast.model.EventTime;
import io.holdfast.model.Pair;
import io.holdfast.model.State;
import io.holdfast.model.StateSpec;
import io.holdfast.simulation.MemoryDirectory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Timers in event time of mapWithState. A record is a key and the second at which it happened. */
class EventTimersTest {

    private final Path scratch;

    EventTimersTest(@TempDir(factory = MemoryDirectory.class) Path scratch) {
        this.scratch = scratch;
    }

    private static Pair<String, Long> at(String key, long second) {
        return Pair.of(key, second);
    }

    @SafeVarargs
    @SuppressWarnings("varargs")
    private static PairDStream<String, Long> timed(JobRun run, List<Pair<String, Long>>... batches) {
        return run.<Pair<String, Long>>input("in", List.of(batches))
                .mapToPair(pair -> pair)
                .withEventTime(EventTime.of(pair -> Instant.ofEpochSecond(pair.value())));
    }

    private static JobRun run(Path scratch, int parallelism) {
        return new JobRun(scratch, parallelism);
    }

    private static void map(
            JobRun run,
            PairDStream<String, Long> stream,
            Function4<Instant, String, Optional<Long>, State<Long>, Optional<String>> function,
            Duration timeout) {
        stream.mapWithState("m", StateSpec.function(function).timeout(timeout)).to("out", run.sink("out"));
    }

    /** Wakes ten seconds after the last record. */
    private static Optional<String> remind(String key, Optional<Long> second, State<Long> state) {
        if (state.isWaking()) {
            return Optional.of(key + " woke for " + state.getOrNull() + " at "
                    + state.watermark().getEpochSecond());
        } else if (state.isTimingOut()) {
            return Optional.of(key + " timed out");
        }
        state.update(second.orElseThrow());
        state.wakeAt(Instant.ofEpochSecond(second.orElseThrow() + 10));
        return Optional.empty();
    }

    @Test
    void aTimerWakesItsKeyWhenTheWatermarkHasReachedItAndANewOneReplacesIt() {
        JobRun run = run(scratch, 2);
        map(
                run,
                timed(
                        run,
                        List.of(at("a", 1)),
                        List.of(at("a", 5), at("b", 3)),
                        List.of(at("c", 14)),
                        List.of(at("c", 15))),
                (time, key, value, state) -> remind(key, value, state),
                Duration.ofHours(1));
        assertThat(run.runs(6).output("out"))
                .containsExactly(List.of(), List.of(), List.of("b woke for 3 at 5"), List.of("a woke for 5 at 14"));
    }

    @Test
    void timersOutliveARestartAndAnotherNumberOfShards() {
        JobRun run = run(scratch, 2);
        map(
                run,
                timed(run, List.of(at("a", 1), at("b", 2)), List.of(at("c", 3)), List.of(at("d", 40)), List.of()),
                (time, key, value, state) -> remind(key, value, state),
                Duration.ofHours(1));
        run.runs(2).restart(Duration.ZERO, 3).runs(5);
        assertThat(run.output("out").get(2))
                .containsExactlyInAnyOrder("a woke for 1 at 3", "b woke for 2 at 3", "c woke for 3 at 3");
    }

    @Test
    void aTimerMayBeSetForAKeyWithoutStateAndAgainWhenItFires() {
        JobRun run = run(scratch, 1);
        map(
                run,
                timed(run, List.of(at("a", 1)), List.of(at("b", 2)), List.of(at("b", 3)), List.of(at("b", 9))),
                (time, key, value, state) -> {
                    state.wakeAt(Instant.ofEpochSecond(2));
                    return Optional.of(key + (state.isWaking() ? " woke" : " came"));
                },
                Duration.ofHours(1));
        List<List<Object>> out = run.runs(6).output("out");
        assertThat(out.get(0)).containsExactly("a came");
        for (List<Object> batch : out.subList(1, 4)) {
            assertThat(batch).startsWith("b came").containsExactlyInAnyOrder("b came", "a woke", "b woke");
        }
    }

    @Test
    void aTimerIsGoneWhenItIsCancelledOrItsKeyTimesOut() {
        JobRun run = run(scratch, 1);
        map(
                run,
                timed(
                        run,
                        List.of(at("a", 1), at("b", 1)),
                        List.of(at("a", 2)),
                        List.of(),
                        List.of(),
                        List.of(at("c", 100))),
                (time, key, value, state) -> {
                    Optional<String> said = remind(key, value, state);
                    if (value.equals(Optional.of(2L))) {
                        state.cancelWake();
                    }
                    return said;
                },
                Duration.ofSeconds(3));
        assertThat(run.runs(6).output("out"))
                .containsExactly(List.of(), List.of(), List.of(), List.of("b timed out"), List.of("a timed out"));
    }

    @Test
    void withoutEventTimeThereAreNoTimers() {
        JobRun run = run(scratch, 1);
        map(
                run,
                run.<Pair<String, Long>>input("in", List.of(List.of(at("a", 1))))
                        .mapToPair(pair -> pair),
                (time, key, value, state) -> remind(key, value, state),
                Duration.ofHours(1));
        assertThat(run.run(2))
                .isInstanceOf(UserCodeException.class)
                .hasMessageContainingAll("mapWithState 'm'", "no event time", "withEventTime");
    }
}
