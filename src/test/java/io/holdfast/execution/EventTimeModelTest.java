package io.holdfast.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.EventTimeDStream;
import io.holdfast.IntervalJoinDStream;
import io.holdfast.PairDStream;
import io.holdfast.driver.JobRun;
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
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What goes by event time against models that keep every record and look at all of them: random windows, lateness, disorder,
 * and restarts with other numbers of shards. A record is a key and when it happened; two sources have a watermark each.
 */
class EventTimeModelTest {

    private static final int HISTORIES = 50;
    private static final int BATCHES = 24;

    /** So late that it fires everything. */
    private static final long END = 1_000_000;

    private final Path scratch;

    EventTimeModelTest(@TempDir(factory = MemoryDirectory.class) Path scratch) {
        this.scratch = scratch;
    }

    static List<Long> seeds() {
        long first = Long.getLong("event.seed", new SplittableRandom().nextLong(1_000_000));
        return Stream.iterate(first, seed -> seed + 1).limit(HISTORIES).toList();
    }

    /** A record: unique by its number. */
    private record Click(String key, long time, int number) {}

    /** What happened in one batch. */
    private record Step(List<Click> left, List<Click> right, long before, long after) {

        List<Click> both() {
            return Stream.concat(left.stream(), right.stream()).toList();
        }
    }

    private final class Scenario {

        final SplittableRandom random;
        final long disorder;
        final List<List<Click>> left = new ArrayList<>();
        final List<List<Click>> right = new ArrayList<>();
        final JobRun run;
        private int numbers;

        Scenario(long seed) {
            random = new SplittableRandom(seed);
            disorder = random.nextInt(12);
            for (int i = 0; i < BATCHES; i++) {
                left.add(clicks(i));
                right.add(clicks(i));
            }
            left.add(List.of(new Click("end", END, numbers++)));
            right.add(List.of(new Click("end", END, numbers++)));
            run = new JobRun(scratch, 1 + random.nextInt(3)).register(Click.class);
        }

        private List<Click> clicks(int batch) {
            List<Click> clicks = new ArrayList<>();
            for (int i = random.nextInt(4); i > 0; i--) {
                long time = Math.max(0, 40 + batch * 3L + random.nextInt(10) - random.nextInt(25));
                clicks.add(new Click("k" + random.nextInt(3), time, numbers++));
            }
            return clicks;
        }

        PairDStream<String, Click> input(String name, List<List<Click>> batches) {
            return run.<Click>input(name, batches)
                    .withEventTime(EventTime.<Click>of(click -> Instant.ofEpochMilli(click.time()))
                            .outOfOrderness(Duration.ofMillis(disorder))
                            .idleAfter(Duration.ofDays(1)))
                    .mapToPair(click -> Pair.of(click.key(), click));
        }

        void run() {
            run.runs(5 + random.nextInt(8));
            run.restart(Duration.ofMillis(random.nextInt(2000)), 1 + random.nextInt(3))
                    .runs(60);
        }

        /** The batches as they were, with the watermark of an operator that depends on both sources. */
        List<Step> steps(String operator) {
            List<Step> steps = new ArrayList<>();
            long[] highest = {0, 0};
            long watermark = 0;
            int next = 0;
            for (Manifest manifest : run.manifests()) {
                if (manifest.kind() == Manifest.Kind.BATCH && next < left.size()) {
                    long before = watermark;
                    highest[0] = highest(highest[0], left.get(next));
                    highest[1] = highest(highest[1], right.get(next));
                    watermark = Math.max(0, Math.min(highest[0], highest[1]));
                    assertThat(manifest.states().get(operator).watermarkMillis())
                            .isEqualTo(watermark);
                    steps.add(new Step(left.get(next), right.get(next), before, watermark));
                    next++;
                }
            }
            assertThat(next).isEqualTo(left.size());
            return steps;
        }

        private long highest(long before, List<Click> clicks) {
            return clicks.stream().mapToLong(click -> click.time() - disorder).reduce(before, Math::max);
        }
    }

    @ParameterizedTest(name = "event.seed {0}")
    @MethodSource("seeds")
    void windowsAreWhatTheRecordsSayThatCameInTime(long seed) {
        Scenario scenario = new Scenario(seed);
        SplittableRandom random = scenario.random;
        int length = 1 + random.nextInt(20);
        int slide = random.nextBoolean() ? length : 1 + random.nextInt(12);
        int lateness = random.nextInt(3) * random.nextInt(15);
        EventWindow window = EventWindow.sliding(Duration.ofMillis(length), Duration.ofMillis(slide))
                .allowedLateness(Duration.ofMillis(lateness));
        EventTimeDStream<String, Windowed<List<Click>>, Click> out = scenario.input("left", scenario.left)
                .union(scenario.input("right", scenario.right))
                .groupByEventWindow("w", window);
        out.to("out", scenario.run.sink("out"));
        out.late().to("late", scenario.run.sink("late"));
        scenario.run();
        List<Click> all = new ArrayList<>();
        int batch = 0;
        for (Step step : scenario.steps("w")) {
            List<Object> late = new ArrayList<>();
            Set<Pair<String, Long>> fires = new HashSet<>();
            for (Click click : step.both()) {
                List<Long> ends = ends(click.time(), length, slide);
                if (!ends.isEmpty() && ends.stream().allMatch(end -> end + lateness <= step.before())) {
                    late.add(Pair.of(click.key(), click));
                } else {
                    all.add(click);
                    ends.stream()
                            .filter(end -> end <= step.before() && end + lateness > step.before())
                            .forEach(end -> fires.add(Pair.of(click.key(), end)));
                }
            }
            all.forEach(click -> ends(click.time(), length, slide).stream()
                    .filter(end -> step.before() < end && end <= step.after())
                    .forEach(end -> fires.add(Pair.of(click.key(), end))));
            List<Object> expected = new ArrayList<>();
            for (Pair<String, Long> fired : fires) {
                expected.add(result(
                        fired.key(),
                        fired.value() - length,
                        fired.value(),
                        all.stream()
                                .filter(click -> click.key().equals(fired.key()))
                                .filter(click ->
                                        ends(click.time(), length, slide).contains(fired.value()))));
            }
            compare(scenario, batch, expected, late);
            batch++;
        }
    }

    private static List<Long> ends(long time, long length, long slide) {
        List<Long> ends = new ArrayList<>();
        for (long end = time + 1; end <= time + length; end++) {
            if (end % slide == 0) {
                ends.add(end);
            }
        }
        return ends;
    }

    private static Pair<String, Windowed<Set<Click>>> result(String key, long start, long end, Stream<Click> clicks) {
        return Pair.of(
                key,
                new Windowed<>(Instant.ofEpochMilli(start), Instant.ofEpochMilli(end), new HashSet<>(clicks.toList())));
    }

    /** Lists in windows are compared as sets: there is no order between tasks. */
    @SuppressWarnings("unchecked")
    private static void compare(Scenario scenario, int batch, List<Object> expected, List<Object> late) {
        List<Object> found = scenario.run.output("out").get(batch).stream()
                .<Object>map(result -> {
                    Pair<String, Windowed<List<Click>>> pair = (Pair<String, Windowed<List<Click>>>) result;
                    Windowed<List<Click>> window = pair.value();
                    return Pair.of(
                            pair.key(), new Windowed<>(window.start(), window.end(), new HashSet<>(window.value())));
                })
                .toList();
        assertThat(found).as("batch %d", batch).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(scenario.run.output("late").get(batch))
                .as("late, batch %d", batch)
                .containsExactlyInAnyOrderElementsOf(late);
    }

    @ParameterizedTest(name = "event.seed {0}")
    @MethodSource("seeds")
    void sessionsAreWhatTheRecordsSayThatCameInTime(long seed) {
        Scenario scenario = new Scenario(seed);
        SplittableRandom random = scenario.random;
        int gap = 1 + random.nextInt(12);
        int lateness = random.nextInt(3) * random.nextInt(15);
        EventWindow window = EventWindow.session(Duration.ofMillis(gap)).allowedLateness(Duration.ofMillis(lateness));
        EventTimeDStream<String, Windowed<List<Click>>, Click> out = scenario.input("left", scenario.left)
                .union(scenario.input("right", scenario.right))
                .groupByEventWindow("w", window);
        out.to("out", scenario.run.sink("out"));
        out.late().to("late", scenario.run.sink("late"));
        scenario.run();
        List<Click> live = new ArrayList<>();
        int batch = 0;
        for (Step step : scenario.steps("w")) {
            List<Object> late = new ArrayList<>();
            Set<Click> changed = new HashSet<>();
            for (Click click : step.both()) {
                live.add(click);
                Set<Click> session = session(live, click, gap);
                if (end(session, gap) + lateness <= step.before()) {
                    live.remove(click);
                    late.add(Pair.of(click.key(), click));
                } else {
                    changed.add(click);
                }
            }
            List<Object> expected = new ArrayList<>();
            Set<Set<Click>> seen = new HashSet<>();
            for (Click click : live) {
                Set<Click> session = session(live, click, gap);
                long end = end(session, gap);
                boolean isNew = end > step.before() || session.stream().anyMatch(changed::contains);
                if (seen.add(session) && end <= step.after() && isNew) {
                    long start = session.stream().mapToLong(Click::time).min().orElseThrow();
                    expected.add(result(click.key(), start, end, session.stream()));
                }
            }
            List<Click> all = List.copyOf(live);
            live.removeIf(click -> end(session(all, click, gap), gap) + lateness <= step.after());
            compare(scenario, batch, expected, late);
            batch++;
        }
    }

    private static long end(Set<Click> session, long gap) {
        return session.stream().mapToLong(Click::time).max().orElseThrow() + gap;
    }

    /** All records that chains of records no further than the gap apart lead to. */
    private static Set<Click> session(List<Click> all, Click from, long gap) {
        Set<Click> session = new HashSet<>(Set.of(from));
        boolean grows = true;
        while (grows) {
            grows = session.addAll(all.stream()
                    .filter(click -> click.key().equals(from.key()))
                    .filter(click -> session.stream().anyMatch(known -> Math.abs(known.time() - click.time()) <= gap))
                    .toList());
        }
        return session;
    }

    @ParameterizedTest(name = "event.seed {0}")
    @MethodSource("seeds")
    void joinsPairWhatTheRecordsSayThatCameInTime(long seed) {
        Scenario scenario = new Scenario(seed);
        SplittableRandom random = scenario.random;
        int lower = random.nextInt(30) - 15;
        int upper = lower + random.nextInt(20);
        IntervalJoinDStream<String, Pair<Optional<Click>, Optional<Click>>, Click, Click> joined = scenario.input(
                        "left", scenario.left)
                .fullOuterIntervalJoin(
                        "j",
                        scenario.input("right", scenario.right),
                        Duration.ofMillis(lower),
                        Duration.ofMillis(upper));
        joined.values().to("out", scenario.run.sink("out"));
        joined.lateLeft().values().to("lateLeft", scenario.run.sink("lateLeft"));
        joined.lateRight().values().to("lateRight", scenario.run.sink("lateRight"));
        scenario.run();
        List<Click> left = new ArrayList<>();
        List<Click> right = new ArrayList<>();
        Set<Object> alone = new HashSet<>();
        Set<Click> matched = new HashSet<>();
        int batch = 0;
        for (Step step : scenario.steps("j")) {
            List<Click> newLeft = inTime(step.left(), step.before());
            List<Click> newRight = inTime(step.right(), step.before());
            assertThat(scenario.run.output("lateLeft").get(batch))
                    .hasSize(step.left().size() - newLeft.size());
            assertThat(scenario.run.output("lateRight").get(batch))
                    .hasSize(step.right().size() - newRight.size());
            left.addAll(newLeft);
            right.addAll(newRight);
            List<Object> expected = new ArrayList<>();
            for (Click one : left) {
                for (Click other : right) {
                    long later = other.time() - one.time();
                    boolean isNew = newLeft.contains(one) || newRight.contains(other);
                    if (isNew && one.key().equals(other.key()) && lower <= later && later <= upper) {
                        expected.add(Pair.of(Optional.of(one), Optional.of(other)));
                        matched.add(one);
                        matched.add(other);
                    }
                }
            }
            List<Object> found = new ArrayList<>(scenario.run.output("out").get(batch));
            found.removeIf(pair -> isAlone((Pair<?, ?>) pair) && alone.add(pair));
            assertThat(found).as("batch %d", batch).containsExactlyInAnyOrderElementsOf(expected);
            batch++;
        }
        Set<Object> expected = new HashSet<>();
        left.stream()
                .filter(click -> !matched.contains(click) && click.time() < END)
                .forEach(click -> expected.add(Pair.of(Optional.of(click), Optional.empty())));
        right.stream()
                .filter(click -> !matched.contains(click) && click.time() < END)
                .forEach(click -> expected.add(Pair.of(Optional.empty(), Optional.of(click))));
        alone.removeIf(pair -> pair.toString().contains("time=" + END));
        assertThat(alone).isEqualTo(expected);
    }

    private static boolean isAlone(Pair<?, ?> pair) {
        return pair.key().equals(Optional.empty()) || pair.value().equals(Optional.empty());
    }

    private static List<Click> inTime(List<Click> clicks, long watermark) {
        return clicks.stream()
                .filter(click -> click.time() >= watermark)
                .sorted(Comparator.comparingInt(Click::number))
                .toList();
    }
}
