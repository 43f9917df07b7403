package io.holdfast.source;

import io.holdfast.common.TimeSource;
import io.holdfast.common.Workers;

/**
 * What the engine gives to a source.
 *
 * @param job the name of the job
 * @param jobId the random id of the checkpoint directory
 * @param source the name of the source
 * @param parallelism how many tasks read at the same time
 * @param workers where background threads come from
 * @param time the clock
 * @param receivers who wants to hear of receivers
 */
public record SourceContext(
        String job,
        String jobId,
        String source,
        int parallelism,
        Workers workers,
        TimeSource time,
        ReceiverEvents receivers) {

    /** The same where nobody listens. */
    public SourceContext(String job, String jobId, String source, int parallelism, Workers workers, TimeSource time) {
        this(job, jobId, source, parallelism, workers, time, ReceiverEvents.NONE);
    }
}
