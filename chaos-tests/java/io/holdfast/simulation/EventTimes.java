package io.holdfast.simulation;

import io.holdfast.DStream;
import io.holdfast.EventTimeDStream;
import io.holdfast.IntervalJoinDStream;
import io.holdfast.PairDStream;
import io.holdfast.TestGraph;
import io.holdfast.codec.Types;
import io.holdfast.model.EventTime;
import io.holdfast.model.EventWindow;
import io.holdfast.model.Pair;
import io.holdfast.model.State;
import io.holdfast.model.StateSpec;
import io.holdfast.model.Windowed;
import io.holdfast.plan.Plan;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * All that goes by event time: windows of each kind, deduplication, a join, timers. Readings of meters come in disorder, many
 * of them late; one split falls silent early. {@link EventTimesModel} says what should come of them.
 */
final class EventTimes extends SimulatedJob {

    static final long DISORDER = 4;
    static final Duration IDLE_AFTER = Duration.ofMillis(1_500);
    static final Duration TIMEOUT = Duration.ofSeconds(3);
    static final EventWindow TUMBLING = EventWindow.tumbling(millis(10)).allowedLateness(millis(6));
    static final EventWindow SLIDING = EventWindow.sliding(millis(12), millis(4));
    static final EventWindow SESSION = EventWindow.session(millis(4)).allowedLateness(millis(5));
    static final long REMEMBERED = 6;
    static final long APART = 4;
    static final long WAKE_AFTER = 8;

    /** When the last reading of each split happened: everything before fires. */
    static final long END = 10_000;

    private static final int RECORDS_PER_BATCH = 3;

    /** A record of the input; the number is unique. */
    record Reading(String meter, String split, long time, int number) {}

    /** A record of the output: what an operator says of some readings. */
    record Told(String operator, String of, long from, long until, List<Integer> readings) {}

    final Target told;

    private EventTimes(World world, InputLedger ledger, Target told) {
        super(world, ledger, List.of(told));
        this.told = told;
    }

    static EventTimes of(World world, Script script) {
        SplittableRandom random = new SplittableRandom(script.seed());
        InputLedger ledger = new InputLedger(RECORDS_PER_BATCH);
        int number = 0;
        for (int i = 0; i < script.records() * RECORDS_PER_BATCH; i++) {
            for (String split : i < RECORDS_PER_BATCH ? List.of("left", "right", "silent") : List.of("left", "right")) {
                long time = 40 + 2L * i + random.nextInt(6) - random.nextInt(random.nextInt(4) == 0 ? 40 : 12);
                ledger.add(split, new Reading("meter" + random.nextInt(3), split, time, number++));
            }
        }
        ledger.add("left", new Reading("end", "left", END, number++));
        ledger.add("right", new Reading("end", "right", END, number));
        return new EventTimes(world, ledger, new Target("told"));
    }

    private static Duration millis(long millis) {
        return Duration.ofMillis(millis);
    }

    @Override
    Types types() {
        return Types.builder().register(Reading.class).register(Told.class).build();
    }

    @Override
    Duration afterInput() {
        return TIMEOUT.plusSeconds(1);
    }

    @Override
    public Plan plan() {
        TestGraph graph = new TestGraph();
        DStream<Reading> readings = graph.stream("readings", new LedgerSource<Reading>(ledger, world))
                .withEventTime(EventTime.<Reading>of(reading -> Instant.ofEpochMilli(reading.time()))
                        .outOfOrderness(millis(DISORDER))
                        .idleAfter(IDLE_AFTER));
        PairDStream<String, Reading> byMeter = readings.mapToPair(reading -> Pair.of(reading.meter(), reading));
        windows("tumbling", TUMBLING, byMeter)
                .union(windows("sliding", SLIDING, byMeter))
                .union(windows("session", SESSION, byMeter))
                .union(firsts(readings))
                .union(joined(
                        byMeter.filter(pair -> pair.value().number() % 2 == 0),
                        byMeter.filter(pair -> pair.value().number() % 2 == 1)))
                .union(byMeter.mapWithState(
                        "reminders", StateSpec.function(EventTimes::remind).timeout(TIMEOUT)))
                .to("told-out", new LedgerSink<>(told, world));
        return graph.plan();
    }

    private static DStream<Told> windows(String name, EventWindow window, PairDStream<String, Reading> readings) {
        EventTimeDStream<String, Windowed<List<Reading>>, Reading> out = readings.groupByEventWindow(name, window);
        return out.map(pair -> new Told(
                        name,
                        pair.key(),
                        pair.value().start().toEpochMilli(),
                        pair.value().end().toEpochMilli(),
                        numbers(pair.value().value())))
                .union(late(name, out.late()));
    }

    /** There is no order between splits. */
    static List<Integer> numbers(List<Reading> readings) {
        return readings.stream().map(Reading::number).sorted().toList();
    }

    private static DStream<Told> late(String name, PairDStream<String, Reading> late) {
        return late.map(pair -> about(name + " late", pair.value()));
    }

    static Told about(String operator, Reading reading) {
        return new Told(operator, reading.meter(), reading.time(), reading.time(), List.of(reading.number()));
    }

    /** By split: which reading is the first depends on the order of those of one key. */
    private static DStream<Told> firsts(DStream<Reading> readings) {
        EventTimeDStream<String, Reading, Reading> first = readings.mapToPair(
                        reading -> Pair.of(reading.meter() + " of " + reading.split(), reading))
                .deduplicate("first", millis(REMEMBERED));
        return first.map(pair -> about("first", pair.value())).union(late("first", first.late()));
    }

    private static DStream<Told> joined(PairDStream<String, Reading> left, PairDStream<String, Reading> right) {
        IntervalJoinDStream<String, Pair<Optional<Reading>, Optional<Reading>>, Reading, Reading> joined =
                left.fullOuterIntervalJoin("joined", right, millis(-APART), millis(APART));
        return joined.map(pair -> both(
                        pair.value().key().orElse(null), pair.value().value().orElse(null)))
                .union(late("joined", joined.lateLeft()))
                .union(late("joined", joined.lateRight()));
    }

    /** A pair of readings, or one that stayed alone. */
    static Told both(@Nullable Reading left, @Nullable Reading right) {
        Reading one = left == null ? Objects.requireNonNull(right) : left;
        Reading other = right == null ? one : right;
        String operator = left == null || right == null ? "joined alone" : "joined";
        return new Told(operator, one.meter(), one.time(), other.time(), List.of(one.number(), other.number()));
    }

    /** Wakes some time after the latest reading of a meter, and forgets the meter then. */
    private static Optional<Told> remind(Instant time, String meter, Optional<Reading> reading, State<Long> latest) {
        if (latest.isTimingOut()) {
            return Optional.of(new Told("reminders out", meter, latest.get(), 0, List.of()));
        }
        if (latest.isWaking()) {
            Told woke = new Told(
                    "reminders", meter, latest.get(), latest.watermark().toEpochMilli(), List.of());
            latest.remove();
            return Optional.of(woke);
        }
        long newest = Math.max(
                latest.exists() ? latest.get() : 0, reading.orElseThrow().time());
        latest.update(newest);
        latest.wakeAt(Instant.ofEpochMilli(newest + WAKE_AFTER));
        return Optional.empty();
    }

    @Override
    Map<String, Long> check(boolean allRetained) throws Exception {
        checkAllRead("readings");
        EventTimesModel model = new EventTimesModel(this);
        model.check();
        Leftovers.check(world.disk().newProcess(), world.past().head().manifest());
        world.clean();
        return model.happened();
    }
}
