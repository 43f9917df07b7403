package io.holdfast.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.DStream;
import io.holdfast.PairDStream;
import io.holdfast.TestGraph;
import io.holdfast.codec.Types;
import io.holdfast.model.EventTime;
import io.holdfast.model.EventWindow;
import io.holdfast.model.Pair;
import io.holdfast.model.StateSpec;
import io.holdfast.simulation.Options;
import io.holdfast.sink.foreach.ForeachBatchSink;
import io.holdfast.source.queue.QueueSource;
import io.holdfast.state.CountingStores;
import io.holdfast.state.StateTable;
import io.holdfast.storage.local.LocalStorage;
import io.holdfast.testkit.simulation.InMemoryWorkingStore;
import io.holdfast.testkit.simulation.ManualTime;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** State larger than its cache is read from the working store for many records at once. Counts are exact. */
class FetchingTest {

    /** More than the cache holds, and than one fetch brings; in many blocks of rows, the last of which is not full. */
    private static final int KEYS = 50_001;

    private static final Duration END = Duration.ofSeconds(10);

    private final Path directory;
    private final ManualTime time = new ManualTime();
    private final Options options = new Options();
    private final CountingStores stores = new CountingStores(new InMemoryWorkingStore.Factory());
    private final List<Integer> results = new ArrayList<>();

    FetchingTest(@TempDir Path directory) {
        this.directory = directory;
        options.parallelism = 1;
        options.stateCacheBytes = 4 << 20;
        options.replayBudgetBytes = 1 << 30;
    }

    private void run(List<List<Integer>> batches, UnaryOperator<DStream<Integer>> operation) throws Exception {
        TestGraph graph = new TestGraph();
        DStream<Integer> in = graph.stream("in", QueueSource.of(batches));
        operation.apply(in).to("out", ForeachBatchSink.of(batch -> results.addAll(batch.collect())));
        JobEnvironment environment = new JobEnvironment(
                new LocalStorage(directory.resolve("checkpoint")),
                directory.resolve("work"),
                stores,
                new RealThreads(time, worker -> {}),
                time,
                new SplittableRandom(1));
        Driver driver =
                new Driver(options.build(), graph.plan(), Types.builder().build(), environment, List.of());
        time.after(END, driver::requestStop);
        driver.run();
    }

    private static List<Integer> shuffled(int seed) {
        List<Integer> keys = new ArrayList<>(IntStream.range(0, KEYS).boxed().toList());
        Collections.shuffle(keys, new Random(seed));
        return keys;
    }

    /** One by one are those of a fetch that was left out, as all keys were in the cache; of which some went before their turn came. */
    private void checkReads() {
        assertThat(stores.unordered).isZero();
        assertThat(stores.getAlls).isBetween(1L, 2L * 2 * KEYS / StateTable.AHEAD);
        assertThat(stores.gets - stores.keysTogether).isLessThan(KEYS / 20);
    }

    /** Planted defects: only the first block is fetched, or each as if it were the first; more is fetched than the cache keeps. */
    @Test
    void keysOfRecordsAreFetchedBeforeTheyAreLookedUp() throws Exception {
        run(List.of(shuffled(1), shuffled(2)), numbers -> numbers.mapToPair(number -> Pair.of(number, 1))
                .mapWithState("sum", StateSpec.<Integer, Integer, Integer, Integer>function((key, one, state) -> {
                    int sum = one.orElseThrow() + (state.exists() ? state.get() : 0);
                    state.update(sum);
                    return sum;
                })));
        assertThat(results.subList(0, KEYS)).containsOnly(1);
        assertThat(results.subList(KEYS, 2 * KEYS)).containsOnly(2);
        checkReads();
    }

    /** Of which a fetch brings fewer than it was to. Planted defect: those that it left out are looked up one by one. */
    @Test
    void keysOfLargeValuesAreFetchedInSmallerParts() throws Exception {
        List<Integer> some = shuffled(1).subList(0, KEYS / 10);
        run(List.of(some, some), numbers -> numbers.mapToPair(number -> Pair.of(number, 1))
                .mapWithState("text", StateSpec.<Integer, Integer, String, Integer>function((key, one, state) -> {
                    int length = state.exists() ? state.get().length() : 0;
                    state.update("x".repeat(2_000));
                    return length;
                })));
        assertThat(results.subList(some.size(), 2 * some.size())).containsOnly(2_000);
        checkReads();
    }

    /** Planted defect: they are looked up one by one. */
    @Test
    void whatIsDeduplicatedIsFetched() throws Exception {
        run(List.of(shuffled(1), shuffled(2)), numbers -> numbers.mapToPair(number -> Pair.of(number, 1))
                .deduplicate("once", Duration.ofDays(1))
                .map(Pair::key));
        assertThat(results).hasSize(KEYS);
        checkReads();
    }

    private static PairDStream<Integer, Integer> atOnce(DStream<Integer> numbers) {
        return numbers.mapToPair(number -> Pair.of(number, 1)).withEventTime(EventTime.of(pair -> Instant.EPOCH));
    }

    /** Planted defect: they are looked up one by one. */
    @Test
    void sessionsAreFetched() throws Exception {
        run(List.of(shuffled(1), shuffled(2)), numbers -> atOnce(numbers)
                .reduceByEventWindow("sessions", EventWindow.session(Duration.ofDays(1)), Integer::sum)
                .map(window -> window.value().value()));
        checkReads();
    }

    /** Not so their panes. Planted defect: they are looked up one by one. */
    @Test
    void whatIsKnownOfWindowsOfKeysIsFetched() throws Exception {
        run(List.of(shuffled(1), shuffled(2)), numbers -> atOnce(numbers)
                .reduceByEventWindow("windows", EventWindow.tumbling(Duration.ofDays(1)), Integer::sum)
                .map(window -> window.value().value()));
        assertThat(stores.unordered).isZero();
        assertThat(stores.keysTogether).isGreaterThan(KEYS / 2);
    }

    /** All keys that have state are visited first. Planted defect: the others are looked up. */
    @Test
    void keysThatUpdateStateByKeyMeetsForTheFirstTimeAreNotLookedFor() throws Exception {
        List<Integer> others = shuffled(2).stream().map(key -> KEYS + key).toList();
        run(List.of(shuffled(1), others), numbers -> numbers.mapToPair(number -> Pair.of(number, 1))
                .<Integer>updateStateByKey("counts", (ones, count) -> Optional.of(ones.size() + count.orElse(0)))
                .map(Pair::value));
        assertThat(results).hasSizeGreaterThanOrEqualTo(3 * KEYS).containsOnly(1);
        assertThat(stores.scans).isPositive();
        assertThat(stores.gets).isZero();
    }
}
