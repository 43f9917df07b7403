package io.holdfast.monitor;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A job at one moment. Immutable.
 *
 * @param version grows with each change
 * @param processMillis when this process began to watch, since the epoch: tells one process from the next
 * @param phase where the job is in its life
 * @param failure what ended the job, or makes it restart; null if nothing does
 * @param epoch counts the processes of this job; 0 before it is ready
 * @param batches committed in this process
 * @param records read by them
 * @param running the batch that runs; null if none does
 * @param last the last committed batch; null before the first of this process
 * @param sources by name
 * @param operators those with state, by name
 * @param sinks by name
 * @param checkpoint null before the first batch of this process
 * @param starts the start of this process and restarts in it, the newest first, at most {@value #STARTS}
 * @param restarts how many restarts there were in this process
 */
public record JobStatus(
        long version,
        long processMillis,
        Phase phase,
        @Nullable String failure,
        long epoch,
        long batches,
        long records,
        @Nullable RunningBatch running,
        @Nullable BatchRow last,
        List<SourceStatus> sources,
        List<OperatorStatus> operators,
        List<SinkStatus> sinks,
        @Nullable CheckpointStatus checkpoint,
        List<RestartStatus> starts,
        long restarts) {

    /** How many starts are kept. */
    public static final int STARTS = 100;

    /**
     * A batch that is not finished.
     *
     * @param batch its id
     * @param sinceMillis when it began, since the epoch
     */
    public record RunningBatch(long batch, long sinceMillis) {}
}
