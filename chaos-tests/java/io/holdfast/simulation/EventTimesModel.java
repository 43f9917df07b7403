package io.holdfast.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.format.Manifest;
import io.holdfast.format.Manifest.SourceProgress;
import io.holdfast.format.Manifest.StateProgress;
import io.holdfast.format.OffsetRange;
import io.holdfast.format.SplitPosition;
import io.holdfast.simulation.EventTimes.Reading;
import io.holdfast.simulation.EventTimes.Told;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * Event time batch by batch as the manifests cut the input: how far each split and all of them together have come, and what
 * each operator says then, by models that keep every reading and look at all of them.
 */
final class EventTimesModel {

    /** Operators that go by event time, and their tables: {@link EventTimes#END} is kept of each split, and nothing else. */
    private static final Set<String> OPERATORS =
            Set.of("tumbling", "sliding", "session", "first", "joined", "reminders");

    /**
     * What a batch is to an operator.
     *
     * @param before the watermark that it begins with, by which readings are late
     * @param after the watermark after its input, by which windows fire
     */
    record Step(List<Reading> readings, long before, long after, long batchMillis) {}

    /** One operator. */
    interface Operator {
        /** What it says in the next batch. */
        List<Told> told(Step step);
    }

    private final EventTimes job;
    private final JoinModel join = new JoinModel(EventTimes.APART);
    private final List<Operator> operators = List.of(
            new EventWindowModel("tumbling", EventTimes.TUMBLING),
            new EventWindowModel("sliding", EventTimes.SLIDING),
            new SessionModel("session", EventTimes.SESSION),
            new FirstsModel(),
            join,
            new RemindersModel());
    private final Map<String, Long> marks = new HashMap<>();
    private final Map<String, Long> activeMillis = new HashMap<>();
    private final Map<String, Long> happened = new TreeMap<>();
    private long watermark;

    EventTimesModel(EventTimes job) {
        this.job = job;
        for (String what :
                List.of("idle splits passed", "all fired", "tumbling late", "session late", "joined alone")) {
            happened.put(what, 0L);
        }
    }

    void check() {
        for (var committed : job.world.past().batches().values()) {
            Manifest manifest = committed.manifest();
            if (manifest.kind() == Manifest.Kind.BATCH) {
                run(manifest);
                assertThat(watermarks(manifest)).as("who has a watermark").containsOnlyKeys(OPERATORS);
            }
            assertThat(watermarks(manifest).values())
                    .as("watermarks of batch %d", manifest.batch())
                    .allMatch(each -> each == watermark, "are " + watermark);
        }
        if (watermark == EventTimes.END - EventTimes.DISORDER) {
            happened("all fired");
            join.checkAlone(told());
            for (String operator : List.of("tumbling", "sliding", "session")) {
                checkEachIsInAWindowOrLate(operator);
            }
            checkOnlyTheEndIsKept(job.world.past().head().manifest());
        }
    }

    private static Map<String, Long> watermarks(Manifest manifest) {
        Map<String, Long> watermarks = new TreeMap<>();
        manifest.states().forEach((name, state) -> {
            Long millis = state.watermarkMillis();
            if (millis != null) {
                watermarks.put(name, millis);
            }
        });
        return watermarks;
    }

    private void run(Manifest manifest) {
        long before = watermark;
        List<Reading> readings = read(manifest);
        watermark = Math.max(watermark, earliest(manifest.batchTimeMillis()));
        Step step = new Step(readings, before, watermark, manifest.batchTimeMillis());
        List<Object> expected = new ArrayList<>();
        operators.forEach(operator -> expected.addAll(operator.told(step)));
        List<Object> found = new ArrayList<>(job.told.values(manifest.batch()));
        // Who stayed alone is told when the last of a bucket can match nothing more: which, but not when, is defined.
        found.removeIf(each -> each instanceof Told told && told.operator().equals("joined alone"));
        assertThat(found).as("told in batch %d", manifest.batch()).containsExactlyInAnyOrderElementsOf(expected);
        job.told.values(manifest.batch()).forEach(each -> happened(((Told) each).operator()));
    }

    private void happened(String what) {
        happened.merge(what, 1L, Long::sum);
    }

    /** What a batch read, split by split; a split that is found is active then. */
    private List<Reading> read(Manifest manifest) {
        long timeMillis = manifest.batchTimeMillis();
        SourceProgress source = Objects.requireNonNull(manifest.sources().get("readings"));
        List<Reading> readings = new ArrayList<>();
        for (SplitPosition position : source.positions()) {
            activeMillis.putIfAbsent(position.split(), timeMillis);
            marks.putIfAbsent(position.split(), 0L);
        }
        for (OffsetRange range : source.read()) {
            for (Object record : job.ledger.records(range)) {
                Reading reading = (Reading) record;
                readings.add(reading);
                activeMillis.put(range.split(), timeMillis);
                marks.merge(range.split(), Math.max(0, reading.time() - EventTimes.DISORDER), Math::max);
            }
        }
        return readings;
    }

    /** Of the splits that are not idle. */
    private long earliest(long timeMillis) {
        long earliest = Long.MAX_VALUE;
        for (Map.Entry<String, Long> split : marks.entrySet()) {
            boolean isIdle = timeMillis - activeMillis.get(split.getKey()) > EventTimes.IDLE_AFTER.toMillis();
            earliest = isIdle ? earliest : Math.min(earliest, split.getValue());
            if (isIdle && watermark > split.getValue()) {
                happened("idle splits passed");
            }
        }
        return earliest == Long.MAX_VALUE ? 0 : earliest;
    }

    private List<Told> told() {
        return job.told.values().stream().map(Told.class::cast).toList();
    }

    /** Whatever the watermarks were, no reading is lost, and none is told to be late that is in a window. */
    private void checkEachIsInAWindowOrLate(String operator) {
        Set<Integer> all = new HashSet<>();
        job.ledger.splits().values().forEach(split -> split.forEach(each -> all.add(((Reading) each).number())));
        List<Integer> late = new ArrayList<>();
        Set<Integer> inWindows = new HashSet<>();
        for (Told each : told()) {
            if (each.operator().equals(operator)) {
                assertThat(each.readings()).as("%s", each).doesNotHaveDuplicates();
                inWindows.addAll(each.readings());
            } else if (each.operator().equals(operator + " late")) {
                late.addAll(each.readings());
            }
        }
        assertThat(late).as("late for %s", operator).doesNotHaveDuplicates().doesNotContainAnyElementsOf(inWindows);
        inWindows.addAll(late);
        all.removeIf(number -> isOfTheEnd(number));
        assertThat(inWindows).as("in windows of %s, or late", operator).isEqualTo(all);
    }

    private boolean isOfTheEnd(int number) {
        return job.ledger.splits().values().stream()
                .flatMap(List::stream)
                .anyMatch(each -> ((Reading) each).number() == number && ((Reading) each).time() == EventTimes.END);
    }

    private static void checkOnlyTheEndIsKept(Manifest head) {
        head.states()
                .forEach((name, state) ->
                        assertThat(keys(state)).as("keys of %s", name).isLessThanOrEqualTo(2));
    }

    private static long keys(StateProgress state) {
        return state.keys().stream().mapToLong(Long::longValue).sum();
    }

    Map<String, Long> happened() {
        return happened;
    }
}
