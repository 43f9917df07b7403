package io.holdfast.execution;

import io.holdfast.format.SplitWatermark;
import io.holdfast.plan.EventTimePlan;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * How far event time is: per source that has any, its splits; per operator that goes by it, the watermark, which is the earliest
 * of its splits that are not idle. Neither ever goes back. Immutable.
 *
 * @param sources per name of a source, its splits in the order of discovery
 * @param operators per name of an operator, its watermark in milliseconds since the epoch; 0 before there is any
 */
public record Watermarks(SortedMap<String, List<SplitWatermark>> sources, SortedMap<String, Long> operators) {

    /** Of a job without event time. */
    public static final Watermarks NONE = new Watermarks(new TreeMap<>(), new TreeMap<>());

    public Watermarks {
        sources = Collections.unmodifiableSortedMap(new TreeMap<>(sources));
        operators = Collections.unmodifiableSortedMap(new TreeMap<>(operators));
    }

    /**
     * What a batch makes of these.
     *
     * @param plan of the job
     * @param timeMillis the batch time
     * @param seen per source and split, the highest watermark that its records gave; 0 if they gave none
     */
    public Watermarks after(EventTimePlan plan, long timeMillis, Map<String, Map<String, Long>> seen) {
        SortedMap<String, List<SplitWatermark>> splits = new TreeMap<>();
        sources.forEach(
                (source, before) -> splits.put(source, after(before, timeMillis, seen.getOrDefault(source, Map.of()))));
        SortedMap<String, Long> watermarks = new TreeMap<>();
        plan.operators()
                .forEach((operator, inputs) -> watermarks.put(
                        operator,
                        Math.max(operators.getOrDefault(operator, 0L), earliest(plan, inputs, splits, timeMillis))));
        return new Watermarks(splits, watermarks);
    }

    private static List<SplitWatermark> after(List<SplitWatermark> before, long timeMillis, Map<String, Long> seen) {
        List<SplitWatermark> after = new ArrayList<>();
        for (SplitWatermark split : before) {
            Long mark = seen.get(split.split());
            after.add(
                    mark == null
                            ? split
                            : new SplitWatermark(split.split(), Math.max(split.watermarkMillis(), mark), timeMillis));
        }
        return after;
    }

    /** The earliest of the splits that are not idle; 0 if all are, for then nothing is known. */
    private static long earliest(
            EventTimePlan plan,
            SortedSet<String> inputs,
            SortedMap<String, List<SplitWatermark>> splits,
            long timeMillis) {
        long earliest = Long.MAX_VALUE;
        for (String source : inputs) {
            long idleAfter = Objects.requireNonNull(plan.sources().get(source)).idleAfterMillis();
            for (SplitWatermark split : splits.getOrDefault(source, List.of())) {
                if (timeMillis - split.activeMillis() <= idleAfter) {
                    earliest = Math.min(earliest, split.watermarkMillis());
                }
            }
        }
        return earliest == Long.MAX_VALUE ? 0 : earliest;
    }

    /** The watermark of an operator that goes by event time. */
    long of(String operator) {
        return operators.getOrDefault(operator, 0L);
    }
}
