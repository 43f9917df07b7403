package io.holdfast.driver;

import io.holdfast.checkpoint.RetentionPolicy;
import io.holdfast.configuration.Key;
import io.holdfast.configuration.Keys;
import io.holdfast.configuration.UnknownMarker;
import io.holdfast.configuration.Values;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * Everything about a job that is not its graph. Validated as a whole: all problems are reported together.
 *
 * @param name the name of the job; a checkpoint directory belongs to one name
 * @param values its options; {@link Keys} says what they mean
 */
public record JobOptions(String name, Values values) {

    public JobOptions {
        values.check("job '" + name + "' cannot start");
    }

    /** The same with another value of an option. */
    public <T> JobOptions with(Key<T> key, T value) {
        return new JobOptions(name, values.with(key, value));
    }

    public Duration batchInterval() {
        return values.get(Keys.BATCH_INTERVAL);
    }

    public int parallelism() {
        return values.get(Keys.PARALLELISM);
    }

    public int retainedBatches() {
        return values.get(Keys.RETAINED_BATCHES);
    }

    public Duration retainedFor() {
        return values.get(Keys.RETAINED_FOR);
    }

    public long maxRecordsPerBatch() {
        return values.get(Keys.MAX_RECORDS_PER_BATCH);
    }

    public long stateCacheBytes() {
        return values.get(Keys.STATE_CACHE);
    }

    public long replayBudgetBytes() {
        return values.get(Keys.REPLAY_BUDGET);
    }

    public int maxUnpublishedBatches() {
        return values.get(Keys.MAX_UNPUBLISHED_BATCHES);
    }

    public long maxUnpublishedBytes() {
        return values.get(Keys.MAX_UNPUBLISHED_SIZE);
    }

    public int maxRestarts() {
        return values.get(Keys.MAX_RESTARTS);
    }

    public Duration restartWindow() {
        return values.get(Keys.RESTART_WINDOW);
    }

    public Duration maxTimeJump() {
        return values.get(Keys.MAX_TIME_JUMP);
    }

    public Duration stopTimeout() {
        return values.get(Keys.STOP_TIMEOUT);
    }

    public Set<String> forget() {
        return values.get(Keys.FORGET);
    }

    public Map<String, UnknownMarker> unknownMarkers() {
        return values.get(Keys.UNKNOWN_MARKERS);
    }

    RetentionPolicy retained() {
        return new RetentionPolicy(retainedBatches(), retainedFor());
    }
}
