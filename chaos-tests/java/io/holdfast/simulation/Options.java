package io.holdfast.simulation;

import io.holdfast.driver.JobOptions;
import io.holdfast.driver.JobOptions.UnknownMarker;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Options of simulated jobs: small limits, and what a test sets. */
public final class Options {

    public String name = "job";
    public Duration interval = Duration.ofSeconds(1);
    public int parallelism = 2;
    public int retainedBatches = 2;
    public Duration retainedFor = Duration.ZERO;
    public long maxRecordsPerBatch = 1_000_000;
    public long stateCacheBytes = 4L << 20;
    public long replayBudgetBytes = 1 << 16;
    public int maxUnpublishedBatches = 50;
    public long maxUnpublishedBytes = 64L << 20;
    public int maxRestarts = 3;
    public Duration maxTimeJump = Duration.ofDays(1);
    public final Set<String> forget = new HashSet<>();
    public final Map<String, UnknownMarker> unknownMarkers = new HashMap<>();

    public JobOptions build() {
        return new JobOptions(
                name,
                interval,
                parallelism,
                retainedBatches,
                retainedFor,
                maxRecordsPerBatch,
                stateCacheBytes,
                replayBudgetBytes,
                maxUnpublishedBatches,
                maxUnpublishedBytes,
                maxRestarts,
                Duration.ofMinutes(10),
                maxTimeJump,
                forget,
                unknownMarkers);
    }
}
