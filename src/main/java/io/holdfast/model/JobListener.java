package io.holdfast.model;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Hears of the life of a job. Calls come one at a time from threads of the engine and should return soon; what they throw is
 * logged and has no other effect.
 */
public interface JobListener {

    /** The job is ready to run batches, after a start or a restart of the engine. */
    default void ready(Ready ready) {}

    /** A batch is committed. */
    default void committed(BatchReport report) {}

    /** The engine failed and begins again from the last committed batch, as its retry budget allows. */
    default void restarting(Restart restart) {}

    /** The job has ended; failure is null after a clean stop. */
    default void ended(@Nullable Throwable failure) {}

    /**
     * A start.
     *
     * @param lastBatch the last committed batch with results; -1 if there is none
     * @param epoch the epoch of this process
     * @param keys the number of keys with state
     * @param took from the start, or the failure, until now
     */
    record Ready(long lastBatch, long epoch, long keys, Duration took) {}

    /**
     * A committed batch.
     *
     * @param batch its id
     * @param time its time
     * @param counts records by what they passed, as in the manifest
     * @param recordsRead records read from all sources
     * @param keys the number of keys with state
     * @param fileBytes the length of the data in its file
     * @param cacheBytes about how many bytes the cached state takes
     * @param run how long reading and computing took
     * @param commit how long the commit took, from the end of computing until it was durable
     */
    record BatchReport(
            long batch,
            Instant time,
            Map<String, Long> counts,
            long recordsRead,
            long keys,
            long fileBytes,
            long cacheBytes,
            Duration run,
            Duration commit) {}

    /**
     * A restart inside the process.
     *
     * @param cause what failed
     * @param fromBatch the committed batch that the engine goes back to
     * @param attempt counts from 1 within the retry budget
     */
    record Restart(Throwable cause, long fromBatch, int attempt) {}
}
