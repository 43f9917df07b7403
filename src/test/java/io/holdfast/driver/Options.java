package io.holdfast.driver;

import io.holdfast.driver.JobOptions.UnknownMarker;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Options of simulated jobs: small limits, and what a test sets. */
final class Options {

    String name = "job";
    Duration interval = Duration.ofSeconds(1);
    int parallelism = 2;
    int retainedBatches = 2;
    long stateCacheBytes = 4L << 20;
    long replayBudgetBytes = 1 << 16;
    int maxUnpublishedBatches = 50;
    long maxUnpublishedBytes = 64L << 20;
    int maxRestarts = 3;
    Duration maxTimeJump = Duration.ofDays(1);
    final Set<String> forget = new HashSet<>();
    final Map<String, UnknownMarker> unknownMarkers = new HashMap<>();

    JobOptions build() {
        return new JobOptions(
                name,
                interval,
                parallelism,
                retainedBatches,
                1_000_000,
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
