package io.holdfast.execution;

import io.holdfast.source.SplitRange;
import java.util.List;
import java.util.Map;

/**
 * What a batch is to compute.
 *
 * @param batch its id
 * @param timeMillis its time
 * @param previousTimeMillis the time of the batch before; a millisecond before the first
 * @param watermarks how far event time is before the batch
 * @param broadcasts what functions see, by name
 * @param ranges what to read
 * @param initialize names of the stateful operators whose life begins with this batch
 */
public record BatchInput(
        long batch,
        long timeMillis,
        long previousTimeMillis,
        Watermarks watermarks,
        Map<String, Object> broadcasts,
        List<Range> ranges,
        List<String> initialize) {

    public BatchInput {
        ranges = List.copyOf(ranges);
        initialize = List.copyOf(initialize);
    }

    /**
     * One range.
     *
     * @param source the name of the source
     * @param task the task that reads it: the same task reads a split in every batch of an engine
     */
    public record Range(String source, SplitRange range, int task) {}
}
