package io.holdfast.model;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Hears of the life of a job, as it happens. All methods do nothing by default.
 *
 * <p><b>Threads.</b> A listener is called by threads of the engine, of sinks and of receivers, but by one at a time, which waits
 * until it returns, as do others that have something to tell: return soon. An exception that it throws is logged and has no other
 * effect; an {@link Error} ends the job. It may stop the job.
 *
 * <p><b>Order.</b> {@link #ended} comes last. A batch is {@link #started started}, then {@link #committed committed}, then
 * {@link #publishing published}, by each sink for which it has records. Each of these comes in the order of the ids of batches,
 * but they overlap: the next batch starts while one is committed, and sinks publish while others run. Receivers, and sinks with
 * output that an earlier run has left, may begin before {@link #ready}.
 *
 * <p><b>Restarts.</b> A batch that was started, but is not committed when {@link #restarting} comes, is planned again: it starts
 * once more, with the same id and perhaps another time and other input. No batch is committed twice. A step of publication that
 * failed is followed by another one with what is still missing, perhaps divided otherwise; a sink that leaves no marker at its
 * target, such as {@code foreachBatch}, may after a restart tell of batches again. Events are not stored: a process that dies may
 * have committed or published what it did not tell of.
 */
public interface JobListener {

    /** The job is ready to run batches, after a start or a restart of the engine. */
    default void ready(Ready ready) {}

    /** It is decided what a batch reads, and the batch begins. There is no queue in which it would wait. */
    default void started(BatchStart start) {}

    /** A batch is committed. */
    default void committed(BatchReport report) {}

    /** A sink begins to publish batches that are committed. */
    default void publishing(Publication publication) {}

    /** A sink has published them. */
    default void published(Published published) {}

    /** A sink failed while it published them, perhaps after a part; the engine will restart. */
    default void publicationFailed(PublicationFailure failure) {}

    /** A receiver begins to receive, for the first time or after a failure. */
    default void receiverStarted(Reception reception) {}

    /** A receiver failed, while it received, acknowledged or was closed. Also in the log. */
    default void receiverFailed(ReceiverFailure failure) {}

    /** A receiver will not receive any more in this process: it is done, refused to go on, or was closed at the end of the job. */
    default void receiverStopped(Reception reception) {}

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
     * @param published through which batch each sink has published, by its name
     */
    record Ready(long lastBatch, long epoch, long keys, Duration took, Map<String, Long> published) {}

    /**
     * What is read of one split.
     *
     * @param from the first offset, as its source counts: records, or for files bytes
     * @param until the offset after the last; offsets between may have no record
     */
    record Range(String split, long from, long until) {}

    /**
     * A batch that begins.
     *
     * @param batch its id
     * @param time its time
     * @param ranges what it will read, or less if its interval ends before, by the name of the source; only what is not empty
     * @param begun when it began
     * @param schedulingDelay how long it began after it was due, because the batch before it still ran, or was not yet committed,
     *     or sinks were too far behind. Batches that were missed meanwhile are not made up for, so this does not add up
     */
    record BatchStart(
            long batch, Instant time, Map<String, List<Range>> ranges, Instant begun, Duration schedulingDelay) {}

    /**
     * What a batch read of one source.
     *
     * @param records how many records
     * @param ranges of which offsets
     */
    record Input(long records, List<Range> ranges) {}

    /**
     * A committed batch.
     *
     * @param batch its id
     * @param time its time
     * @param inputs what it read, by the name of the source; only sources of which it read something
     * @param counts records by what they passed, as in the manifest
     * @param recordsRead records read from all sources
     * @param keys the number of keys with state
     * @param fileBytes the length of the data in its file
     * @param cacheBytes about how many bytes the cached state takes
     * @param begun when it began
     * @param schedulingDelay how long after it was due, see {@link BatchStart}
     * @param run how long reading and computing took
     * @param commit how long the commit took, from the end of computing until it was durable
     * @param details the rest
     */
    record BatchReport(
            long batch,
            Instant time,
            Map<String, Input> inputs,
            Map<String, Long> counts,
            long recordsRead,
            long keys,
            long fileBytes,
            long cacheBytes,
            Instant begun,
            Duration schedulingDelay,
            Duration run,
            Duration commit,
            BatchDetails details) {

        /** From when the batch was due until it was durable. */
        public Duration totalDelay() {
            return schedulingDelay.plus(run).plus(commit);
        }
    }

    /**
     * A step of publication, in which a sink takes all batches that wait for it.
     *
     * @param sink the name of the sink
     * @param batches the ids of the batches, in order
     * @param records how many records of them it publishes
     */
    record Publication(String sink, List<Long> batches, long records) {}

    /**
     * A step of publication that was done.
     *
     * @param took how long
     */
    record Published(Publication publication, Duration took) {}

    /**
     * A step of publication that failed.
     *
     * @param cause what the sink threw
     */
    record PublicationFailure(Publication publication, Throwable cause) {}

    /**
     * A receiver.
     *
     * @param source the name of its source
     * @param split the split that it fills
     */
    record Reception(String source, String split) {}

    /**
     * A failure of a receiver.
     *
     * @param cause what it threw
     * @param failures how often the receivers of this source have failed in this process, with this one
     */
    record ReceiverFailure(Reception reception, Throwable cause, long failures) {}

    /**
     * A restart inside the process.
     *
     * @param cause what failed
     * @param fromBatch the committed batch that the engine goes back to
     * @param attempt counts from 1 within the retry budget
     */
    record Restart(Throwable cause, long fromBatch, int attempt) {}
}
