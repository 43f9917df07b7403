package io.holdfast.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.DStream;
import io.holdfast.PairDStream;
import io.holdfast.driver.JobRun;
import io.holdfast.model.Batch;
import io.holdfast.model.EventTime;
import io.holdfast.model.Pair;
import io.holdfast.model.StateSpec;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stateless operations through whole jobs, for one, two and three tasks, against what plain lists say. */
class OperatorsTest {

    private static final List<List<Integer>> NUMBERS =
            List.of(List.of(1, 2, 3, 4, 5, 6), List.of(), List.of(7, 7, 7, 2), List.of(10));
    static final List<List<Pair<String, Integer>>> PAIRS = List.of(
            List.of(Pair.of("a", 1), Pair.of("b", 2), Pair.of("a", 3)),
            List.of(),
            List.of(Pair.of("c", 4), Pair.of("a", 5), Pair.of("c", 6), Pair.of("c", 4)));
    private final Path scratch;

    OperatorsTest(@TempDir Path scratch) {
        this.scratch = scratch;
    }

    private static <T> void same(List<List<Object>> found, List<? extends List<? extends T>> expected) {
        assertThat(found).hasSameSizeAs(expected);
        for (int batch = 0; batch < expected.size(); batch++) {
            assertThat(found.get(batch))
                    .as("batch %d", batch)
                    .containsExactlyInAnyOrderElementsOf(new ArrayList<Object>(expected.get(batch)));
        }
    }

    private static <T, R> List<List<R>> each(List<List<T>> batches, Function<List<T>, List<R>> model) {
        return batches.stream().map(model).toList();
    }

    private <T, R> void check(
            int parallelism,
            List<List<T>> input,
            Function<DStream<T>, DStream<R>> job,
            Function<List<T>, List<R>> model) {
        JobRun run = new JobRun(scratch, parallelism);
        job.apply(run.input("in", input)).to("out", run.sink("out"));
        same(run.runs(input.size() + 2).output("out"), each(input, model));
    }

    private <R> void checkPairs(
            int parallelism,
            Function<PairDStream<String, Integer>, DStream<R>> job,
            Function<List<Pair<String, Integer>>, List<R>> model) {
        check(parallelism, PAIRS, stream -> job.apply(stream.mapToPair(pair -> pair)), model);
    }

    private static <T> List<T> list(Iterator<T> iterator) {
        List<T> list = new ArrayList<>();
        iterator.forEachRemaining(list::add);
        return list;
    }

    static <V> List<V> of(List<Pair<String, V>> pairs, String key) {
        return pairs.stream()
                .filter(pair -> pair.key().equals(key))
                .map(Pair::value)
                .toList();
    }

    static <V> Set<String> keys(List<Pair<String, V>> pairs) {
        return new TreeSet<>(pairs.stream().map(Pair::key).toList());
    }

    private static List<Pair<String, Integer>> sums(List<Pair<String, Integer>> pairs) {
        return keys(pairs).stream()
                .map(key -> Pair.of(
                        key, of(pairs, key).stream().mapToInt(value -> value).sum()))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void narrowOperationsHandleEachRecord(int parallelism) {
        check(parallelism, NUMBERS, in -> in.map(i -> i * 2), batch -> batch.stream()
                .map(i -> i * 2)
                .toList());
        check(parallelism, NUMBERS, in -> in.filter(i -> i > 3), batch -> batch.stream()
                .filter(i -> i > 3)
                .toList());
        check(
                parallelism,
                NUMBERS,
                in -> in.flatMap(i -> Collections.nCopies(i % 3, i).iterator()),
                batch -> batch.stream()
                        .flatMap(i -> Collections.nCopies(i % 3, i).stream())
                        .toList());
        check(parallelism, NUMBERS, in -> in.mapToPair(i -> Pair.of("k" + i, i)), batch -> batch.stream()
                .map(i -> Pair.of("k" + i, i))
                .toList());
        check(
                parallelism,
                NUMBERS,
                in -> in.flatMapToPair(
                        i -> List.of(Pair.of(i, 1), Pair.of(i, 2)).iterator()),
                batch -> batch.stream()
                        .flatMap(i -> List.of(Pair.of(i, 1), Pair.of(i, 2)).stream())
                        .toList());
        checkPairs(parallelism, in -> in.mapValues(value -> -value), batch -> batch.stream()
                .map(pair -> Pair.of(pair.key(), -pair.value()))
                .toList());
        checkPairs(
                parallelism, in -> in.flatMapValues(value -> List.of(value, 0).iterator()), batch -> batch.stream()
                        .flatMap(pair -> List.of(pair, Pair.of(pair.key(), 0)).stream())
                        .toList());
        checkPairs(parallelism, PairDStream::keys, batch -> batch.stream()
                .map(Pair::key)
                .toList());
        checkPairs(parallelism, PairDStream::values, batch -> batch.stream()
                .map(Pair::value)
                .toList());
        checkPairs(
                parallelism,
                in -> in.filter(pair -> pair.value() > 3).mapValues(value -> value),
                batch -> batch.stream().filter(pair -> pair.value() > 3).toList());
    }

    /** One task has all records of a queue; the others, and all of them in an empty batch, have none and are called too. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void mapPartitionsIsCalledOncePerTaskAlsoWithoutRecords(int parallelism) {
        check(
                parallelism,
                NUMBERS,
                in -> in.mapPartitions(records -> List.of(list(records).size()).iterator()),
                batch -> {
                    List<Integer> sizes = new ArrayList<>(Collections.nCopies(parallelism - 1, 0));
                    sizes.add(batch.size());
                    return sizes;
                });
        check(
                parallelism,
                NUMBERS,
                in -> in.mapPartitionsToPair(records ->
                                List.of(Pair.of("n", list(records).size())).iterator())
                        .reduceByKey(Integer::sum),
                batch -> List.of(Pair.of("n", batch.size())));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void unionTakesTheRecordsOfBothAlsoOfItselfAndAcrossStages(int parallelism) {
        check(parallelism, NUMBERS, in -> in.union(in), batch -> twice(batch));
        check(
                parallelism,
                NUMBERS,
                in -> in.union(in).map(i -> i + 1),
                batch -> twice(batch.stream().map(i -> i + 1).toList()));
        check(
                parallelism,
                NUMBERS,
                in -> in.union(in.repartition(3)).map(i -> -i),
                batch -> twice(batch.stream().map(i -> -i).toList()));
        checkPairs(
                parallelism,
                in -> in.union(in.reduceByKey(Integer::sum)).reduceByKey(Integer::sum),
                batch -> sums(twice(batch)));
        check(
                parallelism,
                NUMBERS,
                in -> in.union(in.repartition(2).map(i -> i)).count(),
                batch -> List.of(2L * batch.size()));
    }

    private static <T> List<T> twice(List<T> batch) {
        List<T> both = new ArrayList<>(batch);
        both.addAll(batch);
        return both;
    }

    /** Of 2 to the power of 40 ways through the graph; it is looked at node by node. */
    @Test
    void aGraphMayPartAndMeetManyTimes() {
        check(
                2,
                NUMBERS,
                in -> {
                    DStream<Integer> stream = in.withEventTime(EventTime.of(Instant::ofEpochSecond));
                    for (int diamond = 0; diamond < 40; diamond++) {
                        stream = stream.filter(number -> number % 2 == 0)
                                .union(stream.filter(number -> number % 2 == 1));
                    }
                    return stream.mapToPair(number -> Pair.of(number, number))
                            .mapWithState("state", StateSpec.function((key, value, state) -> key));
                },
                batch -> batch);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void repartitionSpreadsTheSameRecordsEvenly(int parallelism) {
        check(parallelism, NUMBERS, in -> in.repartition(2), batch -> batch);
        check(parallelism, NUMBERS, in -> in.repartition(5).repartition(1), batch -> batch);
        check(
                parallelism,
                List.of(List.of(1, 2, 3, 4, 5, 6)),
                in -> in.repartition(3)
                        .mapPartitions(records -> List.of(list(records).size()).iterator()),
                batch -> List.of(2, 2, 2));
        checkPairs(parallelism, in -> in.repartition(4).reduceByKey(Integer::sum), OperatorsTest::sums);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void valuesOfAKeyAreCombinedWithinTheBatch(int parallelism) {
        checkPairs(parallelism, in -> in.reduceByKey(Integer::sum), OperatorsTest::sums);
        checkPairs(parallelism, PairDStream::groupByKey, batch -> keys(batch).stream()
                .map(key -> Pair.of(key, of(batch, key)))
                .toList());
        for (boolean mapSide : new boolean[] {false, true}) {
            checkPairs(
                    parallelism,
                    in -> in.repartition(3)
                            .combineByKey(
                                    String::valueOf,
                                    (text, value) -> text + "+" + value,
                                    (a, b) -> a + "+" + b,
                                    mapSide)
                            .mapValues(text -> text.chars().sum()),
                    batch -> keys(batch).stream()
                            .map(key -> Pair.of(
                                    key,
                                    String.join(
                                                    "+",
                                                    of(batch, key).stream()
                                                            .map(String::valueOf)
                                                            .toList())
                                            .chars()
                                            .sum()))
                            .toList());
        }
        checkPairs(
                parallelism,
                in -> in.<List<Integer>>aggregateByKey(ArrayList::new, OperatorsTest::added, OperatorsTest::addedAll),
                batch -> keys(batch).stream()
                        .map(key -> Pair.of(key, of(batch, key)))
                        .toList());
    }

    private static List<Integer> added(List<Integer> list, Integer value) {
        list.add(value);
        return list;
    }

    private static List<Integer> addedAll(List<Integer> list, List<Integer> more) {
        list.addAll(more);
        return list;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void countsAndReductionsAreOfEachBatch(int parallelism) {
        check(parallelism, NUMBERS, DStream::count, batch -> List.of((long) batch.size()));
        check(parallelism, NUMBERS, DStream::countByValue, batch -> new TreeSet<>(batch)
                .stream()
                        .map(i -> Pair.of(i, batch.stream().filter(i::equals).count()))
                        .toList());
        check(
                parallelism,
                NUMBERS,
                in -> in.repartition(3).reduce(Integer::sum),
                batch -> batch.isEmpty()
                        ? List.of()
                        : List.of(batch.stream().mapToInt(i -> i).sum()));
    }

    /** A batch that only another stream has records in. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void countIsZeroForABatchWithoutRecordsOfItsStream(int parallelism) {
        JobRun run = new JobRun(scratch, parallelism);
        run.input("in", NUMBERS).to("records", run.sink("records"));
        run.<Integer>input("other", List.of(List.of(1))).count().to("out", run.sink("out"));
        same(run.runs(6).output("out"), List.of(List.of(1L), List.of(0L), List.of(0L), List.of(0L)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void transformSeesTheWholeBatchOnce(int parallelism) {
        check(
                parallelism,
                NUMBERS,
                in -> in.repartition(3).transform(batch -> batch.distinct()),
                batch -> List.copyOf(new TreeSet<>(batch)));
        check(
                parallelism,
                NUMBERS,
                in -> in.transform(batch -> Batch.of(
                        batch.id(),
                        batch.time(),
                        batch.timeline(),
                        List.of(List.of((int) batch.count()), List.of(-1)))),
                batch -> List.of(batch.size(), -1));
    }

    private enum Size {
        SMALL,
        LARGE {
            @Override
            public String toString() {
                return "a constant with a body";
            }
        }
    }

    record Item(Size size, List<String> tags) {}

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void recordsEnumsAndListsAreKeys(int parallelism) {
        List<Item> items = List.of(
                new Item(Size.SMALL, List.of("x")),
                new Item(Size.LARGE, List.of()),
                new Item(Size.SMALL, new ArrayList<>(List.of("x"))));
        JobRun run = new JobRun(scratch, parallelism).register(Item.class, Size.class);
        DStream<Item> in = run.input("in", List.of(items));
        in.repartition(3).countByValue().to("items", run.sink("items"));
        in.repartition(3).map(Item::size).countByValue().to("sizes", run.sink("sizes"));
        in.repartition(3).map(Item::tags).countByValue().to("tags", run.sink("tags"));
        run.runs(3);
        assertThat(run.output("items").get(0))
                .containsExactlyInAnyOrder(Pair.of(items.get(0), 2L), Pair.of(items.get(1), 1L));
        assertThat(run.output("sizes").get(0))
                .containsExactlyInAnyOrder(Pair.of(Size.SMALL, 2L), Pair.of(Size.LARGE, 1L));
        assertThat(run.output("tags").get(0))
                .containsExactlyInAnyOrder(Pair.of(List.of("x"), 2L), Pair.of(List.of(), 1L));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void foreachBatchIsHandedEachBatchWithRecordsOnce(int parallelism) {
        List<String> seen = new ArrayList<>();
        JobRun run = new JobRun(scratch, parallelism);
        DStream<Integer> in = run.input("in", NUMBERS);
        in.repartition(3)
                .foreachBatch(
                        "each",
                        batch -> seen.add(
                                batch.collect().stream().sorted().toList().toString()));
        run.runs(6);
        assertThat(seen).containsExactly("[1, 2, 3, 4, 5, 6]", "[2, 7, 7, 7]", "[10]");
    }
}
