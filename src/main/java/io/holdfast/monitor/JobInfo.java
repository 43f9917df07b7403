package io.holdfast.monitor;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is known of a job before it starts.
 *
 * @param job its name
 * @param checkpoint where its checkpoint is; empty if nobody said
 * @param batchIntervalMillis how often a batch begins; 0 if nobody said
 * @param parallelism how many shards and tasks; 0 if nobody said
 * @param maxUnpublishedBatches how many committed batches may wait for a sink before batches wait; 0 if nobody said
 * @param sources kinds of sources, by name
 * @param sinks kinds of sinks, by name
 */
public record JobInfo(
        String job,
        String checkpoint,
        long batchIntervalMillis,
        int parallelism,
        int maxUnpublishedBatches,
        Map<String, String> sources,
        Map<String, String> sinks) {

    public JobInfo {
        sources = Collections.unmodifiableMap(new TreeMap<>(sources));
        sinks = Collections.unmodifiableMap(new TreeMap<>(sinks));
    }

    /** A job of which only the name is known. */
    public static JobInfo named(String job) {
        return new JobInfo(job, "", 0, 0, 0, Map.of(), Map.of());
    }
}
