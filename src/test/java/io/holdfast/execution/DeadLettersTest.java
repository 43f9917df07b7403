package io.holdfast.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.DStream;
import io.holdfast.MapWithStateDStream;
import io.holdfast.PairDStream;
import io.holdfast.driver.JobRun;
import io.holdfast.failure.ConfigurationException;
import io.holdfast.failure.UserCodeException;
import io.holdfast.format.Manifest;
import io.holdfast.model.DeadLetter;
import io.holdfast.model.EventTime;
import io.holdfast.model.Pair;
import io.holdfast.model.StateSpec;
import io.holdfast.simulation.MemoryDirectory;
import io.holdfast.source.generator.GeneratorSource;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records for which code of the job fails go to dead letters, with the batch, if the job says so. */
class DeadLettersTest {

    private static final String NO_NUMBER = "java.lang.NumberFormatException: For input string: \"%s\"";

    private final Path scratch;

    DeadLettersTest(@TempDir(factory = MemoryDirectory.class) Path scratch) {
        this.scratch = scratch;
    }

    private JobRun run() {
        return new JobRun(scratch, 2).register(DeadLetter.class);
    }

    private static DStream<String> texts(JobRun run) {
        return run.input("in", List.of(List.of("1", "x", "2"), List.of("y"), List.of("3")));
    }

    private static DeadLetter letter(String operator, long offset, String record, String error) {
        return new DeadLetter(operator, "in", "queue", offset, record, error);
    }

    private static long counted(JobRun run, String name) {
        return run.manifests().stream()
                .mapToLong(manifest -> manifest.counts().getOrDefault(name, 0L))
                .sum();
    }

    @Test
    void aRecordThatFailsComesOutAsADeadLetterWithItsCoordinatesAndTheBatchGoesOn() {
        JobRun run = run();
        DStream<Integer> numbers = texts(run).map(Integer::parseInt);
        numbers.to("out", run.sink("out"));
        numbers.deadLetters().to("dead", run.sink("dead"));
        run.runs(5);
        assertThat(run.output("out")).containsExactly(List.of(1, 2), List.of(), List.of(3));
        assertThat(run.output("dead"))
                .containsExactly(
                        List.of(letter("operator map #1", 1, "x", NO_NUMBER.formatted("x"))),
                        List.of(letter("operator map #1", 3, "y", NO_NUMBER.formatted("y"))),
                        List.of());
        assertThat(counted(run, "operator.1.failed")).isEqualTo(2);
    }

    @Test
    void withoutDeadLettersARecordThatFailsFailsTheBatch() {
        JobRun run = run();
        texts(run).map(Integer::parseInt).to("out", run.sink("out"));
        assertThat(run.run(3)).isInstanceOf(UserCodeException.class).hasMessageContainingAll("map #1", "offset 1");
    }

    @Test
    void failuresThatAreSkippedAreCounted() {
        JobRun run = run();
        texts(run).map(Integer::parseInt).skipFailures().to("out", run.sink("out"));
        run.runs(5);
        assertThat(run.output("out")).containsExactly(List.of(1, 2), List.of(), List.of(3));
        assertThat(counted(run, "operator.1.failed")).isEqualTo(2);
    }

    /** Only what fails in the operation itself: what fails further down is another's. */
    @Test
    void deadLettersAreOfOneOperation() {
        JobRun run = run();
        DStream<String> trimmed = texts(run).map(String::strip).skipFailures();
        trimmed.map(Integer::parseInt).to("out", run.sink("out"));
        assertThat(run.run(3)).isInstanceOf(UserCodeException.class).hasMessageContaining("map #3");
    }

    @Test
    void ofWhatAFlatMapGaveBeforeItFailedNothingIsPassedOn() {
        JobRun run = run();
        DStream<String> parts = texts(run).<String>flatMap(text -> {
            List<String> all = new ArrayList<>(List.of(text + "a"));
            return new java.util.Iterator<String>() {
                @Override
                public boolean hasNext() {
                    return true;
                }

                @Override
                public String next() {
                    if (all.isEmpty()) {
                        throw new IllegalStateException("broken");
                    }
                    return all.remove(0);
                }
            };
        });
        parts.to("out", run.sink("out"));
        parts.deadLetters().map(DeadLetter::record).to("dead", run.sink("dead"));
        run.runs(5);
        assertThat(run.output("out")).containsExactly(List.of(), List.of(), List.of());
        assertThat(run.output("dead")).containsExactly(List.of("1", "x", "2"), List.of("y"), List.of("3"));
    }

    @Test
    void eachKindOfOperationOnRecordsHasDeadLetters() {
        JobRun run = run();
        DStream<String> texts = texts(run);
        PairDStream<String, String> pairs = texts.mapToPair(text -> Pair.of("k", text));
        List<DStream<DeadLetter>> letters = List.of(
                texts.filter(text -> Integer.parseInt(text) > 0).deadLetters(),
                pairs.mapValues(Integer::parseInt).deadLetters(),
                pairs.flatMapValues(text -> List.of(Integer.parseInt(text)).iterator())
                        .deadLetters(),
                texts.withEventTime(EventTime.of(text -> Instant.ofEpochSecond(Integer.parseInt(text))))
                        .deadLetters());
        for (int i = 0; i < letters.size(); i++) {
            letters.get(i).map(DeadLetter::record).to("dead" + i, run.sink("dead" + i));
        }
        run.runs(5);
        assertThat(run.output("dead0")).containsExactly(List.of("x"), List.of("y"), List.of());
        assertThat(run.output("dead1")).containsExactly(List.of("(k,x)"), List.of("(k,y)"), List.of());
        assertThat(run.output("dead2")).containsExactly(List.of("(k,x)"), List.of("(k,y)"), List.of());
        assertThat(run.output("dead3")).containsExactly(List.of("x"), List.of("y"), List.of());
    }

    @Test
    void stateIsAsItWasBeforeTheCallThatFailed() {
        JobRun run = run();
        MapWithStateDStream<String, String, String> sums = texts(run)
                .mapToPair(text -> Pair.of("k", text))
                .mapWithState("m", StateSpec.<String, String, String, String>function((key, text, state) -> {
                    String before = state.exists() ? state.get() : "";
                    state.update(before + text.orElseThrow());
                    if (text.orElseThrow().equals("y")) {
                        state.remove();
                    }
                    Integer.parseInt(text.orElseThrow());
                    return before + text.orElseThrow();
                }));
        sums.to("out", run.sink("out"));
        sums.deadLetters().map(DeadLetter::record).to("dead", run.sink("dead"));
        run.runs(5);
        assertThat(run.output("out")).containsExactly(List.of("1", "12"), List.of(), List.of("123"));
        assertThat(run.output("dead")).containsExactly(List.of("(k,x)"), List.of("(k,y)"), List.of());
    }

    @Test
    void aTimerIsAsItWasBeforeTheCallThatFailed() {
        JobRun run = run();
        MapWithStateDStream<String, Long, String> woken = run.<Pair<String, Long>>input(
                        "in", List.of(List.of(Pair.of("a", 1L)), List.of(Pair.of("a", 2L)), List.of(Pair.of("b", 9L))))
                .withEventTime(EventTime.of(pair -> Instant.ofEpochSecond(pair.value())))
                .mapToPair(pair -> pair)
                .mapWithState("m", StateSpec.<String, Long, Long, String>function((time, key, second, state) -> {
                    if (state.isWaking()) {
                        return Optional.of(key + " woke");
                    }
                    state.wakeAt(Instant.ofEpochSecond(second.orElseThrow() == 2 ? 100 : 5));
                    if (second.orElseThrow() == 2) {
                        throw new IllegalStateException("no");
                    }
                    return Optional.empty();
                }));
        woken.to("out", run.sink("out"));
        woken.skipFailures();
        assertThat(run.runs(5).output("out").get(2)).containsExactlyInAnyOrder("a woke", "b woke");
    }

    @Test
    void aCallWithoutARecordThatFailsIsADeadLetterOfItsKey() {
        JobRun run = run();
        MapWithStateDStream<String, String, String> timed = texts(run)
                .mapToPair(text -> Pair.of("k" + text, text))
                .mapWithState(
                        "m",
                        StateSpec.<String, String, String, String>function((key, text, state) -> {
                                    if (!state.isTimingOut()) {
                                        state.update(key);
                                    }
                                    return text.orElseThrow();
                                })
                                .timeout(Duration.ofSeconds(1)));
        timed.deadLetters().map(letter -> letter.source() + letter.record()).to("dead", run.sink("dead"));
        run.runs(6);
        assertThat(run.output("dead").stream().flatMap(List::stream))
                .contains("(kx,timing out)", "(k3,timing out)")
                .hasSize(5);
        Manifest last = run.manifests().get(run.manifests().size() - 2);
        assertThat(last.states().get("m").keys()).containsOnly(0L);
    }

    @Test
    void whatASourceCannotDecodeIsADeadLetterOfTheSource() {
        JobRun run = run();
        DStream<String> made = run.stream(
                "made",
                GeneratorSource.<String>of((split, offset, random) -> {
                            if (offset % 3 == 1) {
                                throw new IllegalStateException("no record " + offset);
                            }
                            return "r" + offset;
                        })
                        .records(7));
        made.to("out", run.sink("out"));
        made.deadLetters()
                .map(letter -> letter.source() + " " + letter.offset())
                .to("dead", run.sink("dead"));
        run.runs(4);
        assertThat(run.output("out").get(0)).containsExactly("r0", "r2", "r3", "r5", "r6");
        assertThat(run.output("dead").get(0)).containsExactly("made 1", "made 4");
    }

    @Test
    void operationsOnManyRecordsHaveNone() {
        JobRun run = run();
        DStream<String> texts = texts(run);
        assertThatThrownBy(() -> texts.mapPartitions(all -> all).deadLetters())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll("mapPartitions", "together");
        assertThatThrownBy(() -> texts.reduce(String::concat).countByValue().skipFailures())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("reduceByKey");
    }
}
