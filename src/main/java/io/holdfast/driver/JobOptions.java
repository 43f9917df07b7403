package io.holdfast.driver;

import io.holdfast.checkpoint.RetentionPolicy;
import io.holdfast.failure.ConfigurationException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Everything about a job that is not its graph. Validated as a whole: all problems are reported together.
 *
 * @param name the name of the job; a checkpoint directory belongs to one name
 * @param batchInterval how often a batch begins
 * @param parallelism how many shards and tasks
 * @param retainedBatches how many batches stay restorable
 * @param retainedFor how long batches stay restorable, even if they are more
 * @param maxRecordsPerBatch about how many records a batch reads from each source at most
 * @param stateCacheBytes about how much memory all cached state may take
 * @param replayBudgetBytes how many bytes of deltas a restart may have to replay, per shard
 * @param maxUnpublishedBatches how many committed batches may wait for a sink before the next batch waits too
 * @param maxUnpublishedBytes how many bytes of output may wait for a sink before the next batch waits too
 * @param maxRestarts how often the engine restarts inside the process within {@code restartWindow}
 * @param restartWindow the time that restarts are counted in
 * @param maxTimeJump how far batch time may jump ahead at a start without consent
 * @param forget names of operators, sources, sinks and classes whose state, progress or values the checkpoint may forget
 * @param unknownMarkers what to do, by sink, if the marker at the target is missing or not ours
 */
public record JobOptions(
        String name,
        Duration batchInterval,
        int parallelism,
        int retainedBatches,
        Duration retainedFor,
        long maxRecordsPerBatch,
        long stateCacheBytes,
        long replayBudgetBytes,
        int maxUnpublishedBatches,
        long maxUnpublishedBytes,
        int maxRestarts,
        Duration restartWindow,
        Duration maxTimeJump,
        Set<String> forget,
        Map<String, UnknownMarker> unknownMarkers) {

    /** What to do with committed output when the target does not say how far this checkpoint published it. */
    public enum UnknownMarker {
        /** Publish everything that is not known to be published: perhaps again. */
        REPUBLISH,
        /** Take everything up to the last committed batch as published. */
        SKIP
    }

    public JobOptions {
        List<String> problems = new ArrayList<>();
        atLeast(problems, "batchInterval", batchInterval.toMillis(), 1, "ms");
        between(problems, "parallelism", parallelism, 1, 256);
        atLeast(problems, "retainedBatches", retainedBatches, 1, "batches");
        if (retainedFor.isNegative()) {
            problems.add("retainedFor must not be negative, found " + retainedFor);
        }
        atLeast(problems, "maxRecordsPerBatch", maxRecordsPerBatch, 1, "records");
        atLeast(problems, "stateCacheBytes", stateCacheBytes, 1 << 20, "bytes");
        atLeast(problems, "replayBudgetBytes", replayBudgetBytes, 1 << 16, "bytes");
        atLeast(problems, "maxUnpublishedBatches", maxUnpublishedBatches, 1, "batches");
        atLeast(problems, "maxUnpublishedBytes", maxUnpublishedBytes, 1 << 16, "bytes");
        atLeast(problems, "maxRestarts", maxRestarts, 0, "restarts");
        atLeast(problems, "restartWindow", restartWindow.toMillis(), 1, "ms");
        atLeast(problems, "maxTimeJump", maxTimeJump.toMillis(), 1, "ms");
        if (!problems.isEmpty()) {
            throw new ConfigurationException("job '" + name + "' cannot start: " + String.join("; ", problems));
        }
        forget = Set.copyOf(forget);
        unknownMarkers = Map.copyOf(unknownMarkers);
    }

    RetentionPolicy retained() {
        return new RetentionPolicy(retainedBatches, retainedFor);
    }

    private static void atLeast(List<String> problems, String option, long value, long minimum, String unit) {
        if (value < minimum) {
            problems.add(option + " must be at least " + minimum + " " + unit + ", found " + value);
        }
    }

    private static void between(List<String> problems, String option, long value, long minimum, long maximum) {
        if (value < minimum || value > maximum) {
            problems.add(option + " must be from " + minimum + " to " + maximum + ", found " + value);
        }
    }
}
