package io.holdfast.driver;

import io.holdfast.format.SplitPosition;
import io.holdfast.model.BatchDetails.Backlog;
import io.holdfast.model.BatchDetails.Unread;
import io.holdfast.source.SourcePlan;
import io.holdfast.source.SplitEnds;
import io.holdfast.source.SplitRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How much of a source a batch leaves unread. */
final class Backlogs {

    /** Sources deal a limit out to their splits, with some left over. */
    private static final double NEARLY = 0.9;

    private static final Comparator<Unread> MOST_FIRST = Comparator.comparingLong(
                    (Unread unread) -> unread.next() - unread.end())
            .thenComparing(Unread::split);

    private Backlogs() {}

    /** How many offsets the ranges of a plan have. */
    static long offsets(SourcePlan plan) {
        return plan.ranges().stream()
                .mapToLong(range -> range.until() - range.from().offset())
                .sum();
    }

    static Backlog of(List<SplitPosition> positions, SourcePlan plan, SplitEnds ends, long limit) {
        Map<String, Long> next = new HashMap<>();
        positions.forEach(position -> next.put(position.split(), position.offset()));
        for (SplitRange range : plan.ranges()) {
            next.put(range.split(), range.until());
        }
        List<Unread> unread = new ArrayList<>();
        long offsets = 0;
        for (Map.Entry<String, Long> end : ends.offsets().entrySet()) {
            long from = next.computeIfAbsent(end.getKey(), split -> 0L);
            if (end.getValue() > from) {
                unread.add(new Unread(end.getKey(), from, end.getValue()));
                offsets += end.getValue() - from;
            }
        }
        unread.sort(MOST_FIRST);
        return new Backlog(
                next.size(),
                (offsets + ends.offsetsPerRecord() - 1) / ends.offsetsPerRecord(),
                List.copyOf(unread.subList(0, Math.min(unread.size(), Backlog.LISTED))),
                limit,
                offsets > 0 && offsets(plan) >= NEARLY * limit * ends.offsetsPerRecord());
    }
}
