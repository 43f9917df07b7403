package io.holdfast.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.MapWithStateDStream;
import io.holdfast.PairDStream;
import io.holdfast.driver.JobRun;
import io.holdfast.failure.UserCodeException;
import io.holdfast.format.Manifest;
import io.holdfast.function.Function3;
import io.holdfast.model.Pair;
import io.holdfast.model.State;
import io.holdfast.model.StateSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of keyed state through whole jobs: one batch per second. */
class StatefulOperatorsTest {

    private final Path scratch;

    StatefulOperatorsTest(@TempDir Path scratch) {
        this.scratch = scratch;
    }

    private static PairDStream<String, Integer> input(JobRun run, List<List<Pair<String, Integer>>> batches) {
        return run.<Pair<String, Integer>>input("in", batches).mapToPair(pair -> pair);
    }

    private static List<Pair<String, Integer>> one(String key, int value) {
        return List.of(Pair.of(key, value));
    }

    private static final List<List<Pair<String, Integer>>> THREE_BATCHES = List.of(
            List.of(Pair.of("a", 1), Pair.of("b", 10), Pair.of("a", 2)),
            List.of(Pair.of("b", 20)),
            List.of(Pair.of("a", 3), Pair.of("c", 100)));

    private static int add(State<Integer> state, Optional<Integer> value) {
        int sum = Objects.requireNonNullElse(state.getOrNull(), 0) + value.orElseThrow();
        state.update(sum);
        return sum;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    @SuppressWarnings("NullAway") // null is a result
    void theThreeArgumentFunctionEmitsForEachRecordInOrderAlsoNull(int parallelism) {
        JobRun run = new JobRun(scratch, parallelism);
        input(run, THREE_BATCHES)
                .<Integer, String>mapWithState("sums", StateSpec.function((key, value, state) -> {
                    int sum = add(state, value);
                    return sum == 10 ? null : key + sum;
                }))
                .to("out", run.sink("out"));
        List<List<Object>> out = run.runs(5).output("out");
        assertThat(out).hasSize(3);
        assertThat(out.get(0)).containsExactlyInAnyOrder("a1", "a3", "null").containsSubsequence("a1", "a3");
        assertThat(out.get(1)).containsExactly("b30");
        assertThat(out.get(2)).containsExactlyInAnyOrder("a6", "c100");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void theFourArgumentFunctionSeesTheBatchTimeAndMayEmitNothing(int parallelism) {
        JobRun run = new JobRun(scratch, parallelism);
        input(run, THREE_BATCHES)
                .<Integer, Pair<Long, Integer>>mapWithState("sums", StateSpec.function((time, key, value, state) -> {
                    int sum = add(state, value);
                    return sum % 2 == 0 ? Optional.of(Pair.of(time.getEpochSecond() % 60, sum)) : Optional.empty();
                }))
                .to("out", run.sink("out"));
        List<List<Object>> out = run.runs(5).output("out");
        assertThat(out.get(0)).containsExactly(Pair.of(0L, 10));
        assertThat(out.get(1)).containsExactly(Pair.of(1L, 30));
        assertThat(out.get(2)).containsExactlyInAnyOrder(Pair.of(2L, 6), Pair.of(2L, 100));
    }

    /** Idle for two seconds: fires in the first batch at or after the deadline, for which an idle job wakes; once. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void anIdleKeyTimesOutInTheFirstBatchAtItsDeadlineAndTouchingRefreshes(int parallelism) {
        JobRun run = new JobRun(scratch, parallelism);
        List<List<Pair<String, Integer>>> batches =
                List.of(List.of(Pair.of("a", 1), Pair.of("b", 1)), one("a", 0), List.of(), one("a", 5), List.of());
        input(run, batches)
                .<Integer, String>mapWithState(
                        "sums",
                        StateSpec.<String, Integer, Integer, String>function((time, key, value, state) -> {
                                    long second = time.getEpochSecond() % 60;
                                    if (state.isTimingOut()) {
                                        assertThat(value).isEmpty();
                                        return Optional.of(key + " out at " + second + " with " + state.get());
                                    }
                                    if (value.orElseThrow() == 0) {
                                        assertThat(state.get()).isEqualTo(1);
                                        return Optional.empty();
                                    }
                                    return Optional.of(
                                            key + (state.exists() ? " again " : " new ") + add(state, value));
                                })
                                .timeout(Duration.ofSeconds(2)))
                .to("out", run.sink("out"));
        assertThat(run.runs(12).output("out"))
                .satisfiesExactly(
                        batch -> assertThat(batch).containsExactlyInAnyOrder("a new 1", "b new 1"),
                        batch -> assertThat(batch).isEmpty(),
                        batch -> assertThat(batch).containsExactly("b out at 2 with 1"),
                        batch -> assertThat(batch).containsExactly("a again 6"),
                        batch -> assertThat(batch).isEmpty(),
                        batch -> assertThat(batch).containsExactly("a out at 5 with 6"));
    }

    private UserCodeException refused(
            Function3<String, Optional<Integer>, State<Integer>, Object> function, Duration idle) {
        JobRun run = new JobRun(scratch, 2);
        StateSpec<String, Integer, Integer, Object> spec = StateSpec.function(function);
        input(run, List.of(one("a", 1)))
                .mapWithState("sums", spec.timeout(idle))
                .to("out", run.sink("out"));
        Throwable failure = run.run(9);
        assertThat(failure).isInstanceOf(UserCodeException.class);
        return (UserCodeException) Objects.requireNonNull(failure);
    }

    /** What the call does the first time; a result that the codecs know. */
    private interface Use {
        void of(State<Integer> state);
    }

    private UserCodeException refused(Use use) {
        return refused(
                (key, value, state) -> {
                    use.of(state);
                    return "";
                },
                Duration.ofDays(1));
    }

    @Test
    void stateThatIsUsedAgainstItsRulesFailsTheBatchWithTheReason() {
        assertThat(refused(State::get)).hasMessageContainingAll("batch 1", "mapWithState 'sums'", "has no state");
        assertThat(refused(state -> {
                    state.update(1);
                    state.remove();
                    state.update(2);
                }))
                .hasMessageContaining("cannot update state that was removed in this call");
        assertThat(refused(state -> {
                    state.remove();
                    state.remove();
                }))
                .hasMessageContaining("cannot remove state that was removed");
        assertThat(refused(state -> {
                    state.remove();
                    state.get();
                }))
                .hasMessageContaining("has no state");
        for (boolean update : new boolean[] {true, false}) {
            assertThat(refused(
                            (key, value, state) -> {
                                if (state.isTimingOut() && !update) {
                                    state.remove();
                                }
                                state.update(1);
                                return "";
                            },
                            Duration.ofSeconds(1)))
                    .hasMessageContaining("timing out");
        }
        assertThatThrownBy(() -> StateSpec.function((String key, Optional<Integer> value, State<Integer> state) -> "")
                        .timeout(Duration.ZERO))
                .hasMessageContaining("at least 1 ms");
    }

    @Test
    void stateIsValidOnlyDuringTheCall() {
        List<State<Integer>> kept = new ArrayList<>();
        JobRun run = new JobRun(scratch, 2);
        input(run, List.of(one("a", 1)))
                .<Integer, String>mapWithState("sums", StateSpec.function((key, value, state) -> {
                    kept.add(state);
                    return key;
                }))
                .to("out", run.sink("out"));
        run.runs(3);
        assertThatThrownBy(() -> kept.get(0).exists()).hasMessageContaining("valid only during the call");
    }

    /** Planted defect: State.update that kept the reference until the end of the call was seen to fail here. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void aMutableStateChangesOnlyThroughUpdate(int parallelism) {
        JobRun run = new JobRun(scratch, parallelism);
        input(run, List.of(one("k", 1), one("k", 2), one("k", 3), one("k", 4)))
                .<List<Integer>, List<Integer>>mapWithState("lists", StateSpec.function((key, value, state) -> {
                    List<Integer> list = new ArrayList<>(state.exists() ? state.get() : List.of());
                    if (value.orElseThrow() % 2 == 1) {
                        list.add(value.orElseThrow());
                        state.update(list);
                        list.add(-1);
                        assertThat(state.get()).doesNotContain(-1);
                    } else {
                        list.add(-2);
                    }
                    return state.get();
                }))
                .to("out", run.sink("out"));
        assertThat(run.runs(6).output("out"))
                .containsExactly(
                        List.of(List.of(1)), List.of(List.of(1)), List.of(List.of(1, 3)), List.of(List.of(1, 3)));
    }

    static final class Counter {
        int count;
    }

    /** A plain object handed out twice in one batch, mutated in place, updated once. */
    @Test
    void anObjectOfTheJobIsNeverSharedWithTheState() {
        JobRun run = new JobRun(scratch, 1).register(Counter.class);
        input(run, List.of(List.of(Pair.of("k", 1), Pair.of("k", 0), Pair.of("k", 1)), one("k", 0)))
                .<Counter, Integer>mapWithState("counters", StateSpec.function((key, value, state) -> {
                    Counter counter = state.exists() ? state.get() : new Counter();
                    counter.count++;
                    if (value.orElseThrow() == 1) {
                        state.update(counter);
                    }
                    counter.count += 100;
                    return state.get().count;
                }))
                .to("out", run.sink("out"));
        assertThat(run.runs(4).output("out")).containsExactly(List.of(1, 1, 2), List.of(2));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void snapshotsHoldAllKeysAfterEachBatch(int parallelism) {
        JobRun run = new JobRun(scratch, parallelism);
        MapWithStateDStream<String, Integer, Integer> sums = input(run, THREE_BATCHES)
                .mapWithState(
                        "sums",
                        StateSpec.<String, Integer, Integer, Integer>function(
                                        (key, value, state) -> state.isTimingOut() ? -1 : add(state, value))
                                .initialState(() -> Map.of("z", 7))
                                .timeout(Duration.ofSeconds(2)));
        sums.stateSnapshots().to("snapshots", run.sink("snapshots"));
        sums.stateSnapshots().count().to("keys", run.sink("keys"));
        List<List<Object>> out = run.runs(4).output("snapshots");
        assertThat(out.get(0)).containsExactlyInAnyOrder(Pair.of("a", 3), Pair.of("b", 10), Pair.of("z", 7));
        assertThat(out.get(1)).containsExactlyInAnyOrder(Pair.of("a", 3), Pair.of("b", 30), Pair.of("z", 7));
        assertThat(out.get(2)).containsExactlyInAnyOrder(Pair.of("a", 6), Pair.of("b", 30), Pair.of("c", 100));
        assertThat(run.output("keys").subList(0, 3)).containsExactly(List.of(3L), List.of(3L), List.of(3L));
    }

    /** Removes "b" when it has no values; keeps "a"; is called for "z", which never has any. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void updateStateByKeyVisitsAllKeysAndAnEmptyResultRemoves(int parallelism) {
        JobRun run = new JobRun(scratch, parallelism);
        List<List<Integer>> visits = new ArrayList<>();
        input(run, THREE_BATCHES)
                .<Integer>updateStateByKey(
                        "totals",
                        (values, before) -> {
                            visits.add(values);
                            int sum = before.orElse(0)
                                    + values.stream().mapToInt(value -> value).sum();
                            return (sum == 10 && values.isEmpty()) || sum >= 100 ? Optional.empty() : Optional.of(sum);
                        },
                        () -> Map.of("z", 7))
                .to("out", run.sink("out"));
        List<List<Object>> out = run.runs(4).output("out");
        assertThat(out.get(0)).containsExactlyInAnyOrder(Pair.of("a", 3), Pair.of("b", 10), Pair.of("z", 7));
        assertThat(out.get(1)).containsExactlyInAnyOrder(Pair.of("a", 3), Pair.of("b", 30), Pair.of("z", 7));
        assertThat(out.get(2)).containsExactlyInAnyOrder(Pair.of("a", 6), Pair.of("b", 30), Pair.of("z", 7));
        assertThat(out.get(3)).as("a batch without input").hasSize(3);
        assertThat(visits.subList(0, 3)).containsExactlyInAnyOrder(List.of(1, 2), List.of(10), List.of());
        assertThat(visits).hasSize(3 + 3 + 4 + 3);
    }

    /**
     * Each key remembers when it was last seen, and is gone a second later; "z" was never seen. Planted: the time of the batch
     * before, and the key of the first record for all.
     */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void updateStateByKeyMaySeeTheBatchTimeAndTheKey(int parallelism) {
        JobRun run = new JobRun(scratch, parallelism);
        input(run, THREE_BATCHES)
                .<String>updateStateByKey(
                        "seen",
                        (time, key, values, before) -> values.isEmpty()
                                ? before.filter(seen ->
                                        seen.endsWith(time.minusSeconds(1).toString()))
                                : Optional.of(key + values.size() + " " + time),
                        () -> Map.of("z", "never"))
                .to("out", run.sink("out"));
        List<List<Object>> out = run.runs(4).output("out");
        List<Instant> times = run.manifests().stream()
                .filter(manifest -> manifest.kind() == Manifest.Kind.BATCH)
                .map(manifest -> Instant.ofEpochMilli(manifest.batchTimeMillis()))
                .toList();
        Pair<String, String> a = Pair.of("a", "a2 " + times.get(0));
        assertThat(out.get(0)).containsExactlyInAnyOrder(a, Pair.of("b", "b1 " + times.get(0)));
        assertThat(out.get(1)).containsExactlyInAnyOrder(a, Pair.of("b", "b1 " + times.get(1)));
        assertThat(out.get(2))
                .containsExactlyInAnyOrder(
                        Pair.of("a", "a1 " + times.get(2)),
                        Pair.of("b", "b1 " + times.get(1)),
                        Pair.of("c", "c1 " + times.get(2)));
    }

    @Test
    void updateStateByKeyMaySeeTheKeyWithoutStateToBeginWith() {
        JobRun run = new JobRun(scratch, 2);
        input(run, THREE_BATCHES)
                .<String>updateStateByKey("keys", (time, key, values, before) -> Optional.of(before.orElse("") + key))
                .to("out", run.sink("out"));
        assertThat(run.runs(4).output("out").get(2))
                .containsExactlyInAnyOrder(Pair.of("a", "aaa"), Pair.of("b", "bbb"), Pair.of("c", "c"));
    }

    @Test
    void aMutableValueOfUpdateStateByKeyIsNotSharedWithTheState() {
        JobRun run = new JobRun(scratch, 2);
        List<List<Integer>> handedOut = new ArrayList<>();
        input(run, List.of(one("k", 1), one("k", 2)))
                .<List<Integer>>updateStateByKey("lists", (values, before) -> {
                    handedOut.forEach(list -> list.add(-1));
                    List<Integer> list = new ArrayList<>(before.orElse(List.of()));
                    list.addAll(values);
                    handedOut.add(list);
                    return Optional.of(list);
                })
                .to("out", run.sink("out"));
        assertThat(run.runs(3).output("out"))
                .containsExactly(
                        List.of(Pair.of("k", List.of(1))),
                        List.of(Pair.of("k", List.of(1, 2))),
                        List.of(Pair.of("k", List.of(1, 2))));
    }
}
