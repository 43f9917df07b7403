package io.holdfast.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.PairDStream;
import io.holdfast.driver.JobRun;
import io.holdfast.model.Pair;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Joins of all kinds through whole jobs, against nested loops over plain lists. */
class JoinsTest {

    private static final List<List<Pair<String, String>>> WORDS =
            List.of(List.of(Pair.of("a", "x"), Pair.of("z", "y")), List.of(Pair.of("b", "q")), List.of());

    private final Path scratch;

    JoinsTest(@TempDir Path scratch) {
        this.scratch = scratch;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void joinsMatchKeysOfTheSameBatch(int parallelism) {
        JobRun run = new JobRun(scratch, parallelism);
        PairDStream<String, Integer> left =
                run.<Pair<String, Integer>>input("left", OperatorsTest.PAIRS).mapToPair(pair -> pair);
        PairDStream<String, String> right =
                run.<Pair<String, String>>input("right", WORDS).mapToPair(pair -> pair);
        left.join(right).to("inner", run.sink("inner"));
        left.leftOuterJoin(right).to("left-outer", run.sink("left"));
        left.rightOuterJoin(right).to("right-outer", run.sink("right"));
        left.fullOuterJoin(right).to("full-outer", run.sink("full"));
        left.cogroup(right).to("cogroup", run.sink("cogroup"));
        left.join(left).to("self", run.sink("self"));
        run.runs(5);
        for (int batch = 0; batch < OperatorsTest.PAIRS.size(); batch++) {
            List<Pair<String, Integer>> ours = OperatorsTest.PAIRS.get(batch);
            List<Pair<String, String>> theirs = WORDS.get(batch);
            assertJoined(run, "inner", batch, product(ours, theirs, false, false));
            assertJoined(run, "left", batch, product(ours, theirs, true, false));
            assertJoined(run, "right", batch, product(ours, theirs, false, true));
            assertJoined(run, "full", batch, product(ours, theirs, true, true));
            assertJoined(run, "self", batch, product(ours, ours, false, false));
            Set<String> keys = OperatorsTest.keys(ours);
            keys.addAll(OperatorsTest.keys(theirs));
            assertJoined(
                    run,
                    "cogroup",
                    batch,
                    keys.stream()
                            .map(key ->
                                    Pair.of(key, Pair.of(OperatorsTest.of(ours, key), OperatorsTest.of(theirs, key))))
                            .toList());
        }
    }

    private static void assertJoined(JobRun run, String sink, int batch, List<?> expected) {
        assertThat(run.output(sink).get(batch))
                .as("%s of batch %d", sink, batch)
                .containsExactlyInAnyOrderElementsOf(new ArrayList<Object>(expected));
    }

    private static <A, B> List<Object> product(
            List<Pair<String, A>> left, List<Pair<String, B>> right, boolean keepLeft, boolean keepRight) {
        List<Object> joined = new ArrayList<>();
        Set<String> keys = OperatorsTest.keys(left);
        keys.addAll(OperatorsTest.keys(right));
        for (String key : keys) {
            for (Object first : side(OperatorsTest.of(left, key), keepRight)) {
                for (Object second : side(OperatorsTest.of(right, key), keepLeft)) {
                    joined.add(Pair.of(key, Pair.of(first, second)));
                }
            }
        }
        return joined;
    }

    private static List<Object> side(List<?> values, boolean optional) {
        if (!optional) {
            return new ArrayList<>(values);
        }
        return values.isEmpty()
                ? List.of(Optional.empty())
                : values.stream().<Object>map(Optional::of).toList();
    }
}
