package io.holdfast.status;

import org.jspecify.annotations.Nullable;

/** What the status server can ask of the job that it belongs to, see the methods of the same names of a StreamingContext. Thread-safe. */
public interface JobControls {

    void pause();

    void resume();

    boolean isPaused();

    void snapshotNow();

    /**
     * Begins to copy the newest batch to a target, and returns; {@link #savepoint} and the log tell how it ended.
     *
     * @throws IllegalStateException if another one is on its way
     */
    void beginSavepoint(String target, String why);

    /** The last one that was begun here; null if there was none. */
    @Nullable
    SavepointView savepoint();

    void limitRate(String source, long recordsPerSecond);

    void requestStop();
}
