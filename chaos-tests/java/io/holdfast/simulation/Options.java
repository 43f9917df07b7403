package io.holdfast.simulation;

import io.holdfast.configuration.Keys;
import io.holdfast.configuration.UnknownMarker;
import io.holdfast.configuration.Values;
import io.holdfast.driver.JobOptions;
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
        Values values = Values.DEFAULTS
                .with(Keys.BATCH_INTERVAL, interval)
                .with(Keys.PARALLELISM, parallelism)
                .with(Keys.RETAINED_BATCHES, retainedBatches)
                .with(Keys.RETAINED_FOR, retainedFor)
                .with(Keys.MAX_RECORDS_PER_BATCH, maxRecordsPerBatch)
                .with(Keys.STATE_CACHE, stateCacheBytes)
                .with(Keys.REPLAY_BUDGET, replayBudgetBytes)
                .with(Keys.MAX_UNPUBLISHED_BATCHES, maxUnpublishedBatches)
                .with(Keys.MAX_UNPUBLISHED_SIZE, maxUnpublishedBytes)
                .with(Keys.MAX_RESTARTS, maxRestarts)
                .with(Keys.MAX_TIME_JUMP, maxTimeJump)
                .with(Keys.FORGET, forget)
                .with(Keys.UNKNOWN_MARKERS, unknownMarkers);
        return new JobOptions(name, values);
    }
}
