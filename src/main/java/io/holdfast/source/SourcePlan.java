package io.holdfast.source;

import io.holdfast.format.OffsetRange;
import io.holdfast.format.SplitPosition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a source contributes to a batch.
 *
 * @param ranges what to read, at most one range per split; a new split comes with its first range, even an empty one
 * @param lost ranges that no longer exist and that the job chose to skip; the ranges to read begin after them
 * @param dropped splits that are to be forgotten
 */
public record SourcePlan(List<SplitRange> ranges, List<OffsetRange> lost, Set<String> dropped) {

    /** Nothing to do. */
    public static final SourcePlan NOTHING = new SourcePlan(List.of(), List.of(), Set.of());

    public SourcePlan {
        ranges = List.copyOf(ranges);
        lost = List.copyOf(lost);
        dropped = Set.copyOf(dropped);
    }

    /** A plan that only reads. */
    public static SourcePlan of(List<SplitRange> ranges) {
        return ranges.isEmpty() ? NOTHING : new SourcePlan(ranges, List.of(), Set.of());
    }

    /** The same, with ranges that end where their splits stand now. */
    public SourcePlan upTo(List<SplitPosition> positions) {
        Map<String, Long> offsets = new HashMap<>();
        positions.forEach(position -> offsets.put(position.split(), position.offset()));
        List<SplitRange> read = ranges.stream()
                .map(range -> new SplitRange(range.from(), offsets.getOrDefault(range.split(), range.until())))
                .toList();
        return new SourcePlan(read, lost, dropped);
    }

    /** How many offsets its ranges have. */
    public long offsets() {
        return ranges.stream()
                .mapToLong(range -> range.until() - range.from().offset())
                .sum();
    }

    /** Whether no batch is needed for this. */
    public boolean isNothing() {
        return ranges.isEmpty() && lost.isEmpty() && dropped.isEmpty();
    }
}
