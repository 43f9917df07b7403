package io.holdfast.execution;

import io.holdfast.format.SectionBuffer;
import io.holdfast.format.SplitPosition;
import java.util.List;
import java.util.Map;

/**
 * What a batch computed, ready to be sealed. Shares nothing with the tasks.
 *
 * @param positions per source, where the splits that were read go on
 * @param deltas changed state
 * @param outboxes staged output, in order of publication
 * @param keys per stateful operator, the number of keys in each shard
 * @param counts records by what they passed, for the manifest
 * @param deadlines per table of state, a time before which nothing in it is due
 * @param added what functions added to accumulators, by name
 * @param watermarks how far event time is after the batch
 * @param times where its time went
 */
public record BatchOutput(
        Map<String, List<SplitPosition>> positions,
        List<SectionBuffer> deltas,
        List<SectionBuffer> outboxes,
        Map<String, List<Long>> keys,
        Map<String, Long> counts,
        Map<String, Long> deadlines,
        Map<String, Object> added,
        Watermarks watermarks,
        RunTimes times) {}
