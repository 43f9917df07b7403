package io.holdfast.source;

import io.holdfast.format.OffsetRange;
import java.util.List;
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

    /** Whether no batch is needed for this. */
    public boolean isNothing() {
        return ranges.isEmpty() && lost.isEmpty() && dropped.isEmpty();
    }
}
