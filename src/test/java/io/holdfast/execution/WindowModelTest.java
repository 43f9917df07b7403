package io.holdfast.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.DStream;
import io.holdfast.PairDStream;
import io.holdfast.driver.JobRun;
import io.holdfast.format.Manifest;
import io.holdfast.model.Pair;
import io.holdfast.simulation.MemoryDirectory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Windows in batch time against a model that keeps every record: random lengths and slides, random batches, restarts with
 * and without downtime, other numbers of shards.
 */
class WindowModelTest {

    private static final long HISTORIES = 60;

    private final Path scratch;

    WindowModelTest(@TempDir(factory = MemoryDirectory.class) Path scratch) {
        this.scratch = scratch;
    }

    static List<Long> seeds() {
        long first = Long.getLong("window.seed", new SplittableRandom().nextLong(1_000_000));
        List<Long> seeds = new ArrayList<>();
        for (long seed = first; seed < first + HISTORIES; seed++) {
            seeds.add(seed);
        }
        return seeds;
    }

    /** One word of the input, in the pane that it belongs to. */
    private record InPane(long pane, String word) {}

    @ParameterizedTest(name = "window.seed {0}")
    @MethodSource("seeds")
    void windowsAreWhatAListOfAllRecordsSays(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int length = 1 + random.nextInt(random.nextBoolean() ? 8 : 60);
        int slide = 1 + random.nextInt(6);
        JobRun run = new JobRun(scratch, 1 + random.nextInt(3));
        describe(run, words(random), Duration.ofSeconds(length), Duration.ofSeconds(slide));
        for (int life = 0; life < 3; life++) {
            run.runs(6 + random.nextInt(30));
            run.restart(Duration.ofMillis(random.nextInt(3) * random.nextInt(9_000)), 1 + random.nextInt(3));
        }
        compare(run, length * 1000L, slide * 1000L);
    }

    private static List<List<String>> words(SplittableRandom random) {
        List<List<String>> batches = new ArrayList<>();
        for (int i = 0; i < 90; i++) {
            List<String> batch = new ArrayList<>();
            for (int count = random.nextInt(3) * random.nextInt(4); count > 0; count--) {
                batch.add("w" + random.nextInt(5));
            }
            batches.add(batch);
        }
        return batches;
    }

    private static void describe(JobRun run, List<List<String>> input, Duration length, Duration slide) {
        DStream<String> words = run.input("in", input);
        words.to("words", run.sink("words"));
        PairDStream<String, Long> ones = words.mapToPair(word -> Pair.of(word, 1L));
        ones.reduceByKeyAndWindow("plain", Long::sum, length, slide).to("plains", run.sink("plains"));
        ones.reduceByKeyAndWindow(
                        "inverse", Long::sum, (total, part) -> total - part, length, slide, pair -> pair.value() != 0)
                .to("inverses", run.sink("inverses"));
        words.mapToPair(word -> Pair.of("all", word))
                .groupByKeyAndWindow("group", length, slide)
                .flatMap(pair -> pair.value().iterator())
                .to("groups", run.sink("groups"));
        words.window("window", length, slide).to("windows", run.sink("windows"));
    }

    private static void compare(JobRun run, long length, long slide) {
        List<InPane> all = new ArrayList<>();
        long previous = Long.MIN_VALUE;
        int index = 0;
        for (Manifest manifest : run.manifests()) {
            long time = manifest.batchTimeMillis();
            if (manifest.kind() == Manifest.Kind.BATCH) {
                long pane = pane(previous, time, gcd(length, slide));
                run.output("words").get(index).forEach(word -> all.add(new InPane(pane, (String) word)));
                long boundary = time / slide * slide;
                List<String> expected = boundary <= previous
                        ? List.of()
                        : all.stream()
                                .filter(word -> boundary - length < word.pane() && word.pane() <= boundary)
                                .map(InPane::word)
                                .toList();
                compare(run, index, expected);
                index++;
            }
            previous = manifest.batch() == 0 ? previous : time;
        }
        assertThat(index).isGreaterThan(6);
    }

    private static void compare(JobRun run, int index, List<String> expected) {
        Map<String, Long> counts =
                expected.stream().collect(Collectors.groupingBy(word -> word, TreeMap::new, Collectors.counting()));
        List<Object> pairs = new ArrayList<>();
        counts.forEach((word, count) -> pairs.add(Pair.of(word, count)));
        assertThat(run.output("plains").get(index))
                .as("plain, batch %d", index)
                .containsExactlyInAnyOrderElementsOf(pairs);
        assertThat(run.output("inverses").get(index))
                .as("inverse, batch %d", index)
                .containsExactlyInAnyOrderElementsOf(pairs);
        assertThat(run.output("windows").get(index))
                .as("window, batch %d", index)
                .containsExactlyInAnyOrderElementsOf(new ArrayList<>(expected));
        assertThat(run.output("groups").get(index))
                .as("group, batch %d", index)
                .containsExactlyInAnyOrderElementsOf(new ArrayList<>(expected));
    }

    /** The first end of a pane that is not before the batch, and after the batch before. */
    private static long pane(long previous, long time, long step) {
        long pane = time;
        while (pane % step != 0 || pane <= previous) {
            pane += 1000;
        }
        return pane;
    }

    private static long gcd(long one, long other) {
        return other == 0 ? one : gcd(other, one % other);
    }
}
