package io.holdfast.status;

/** What the status server can ask of the job that it belongs to, see the methods of the same names of a StreamingContext. Thread-safe. */
public interface JobControls {

    void pause();

    void resume();

    boolean isPaused();

    void snapshotNow();

    /**
     * Begins to copy the newest batch to a target, and returns. The log tells how it ended.
     *
     * @throws IllegalStateException if another one is on its way
     */
    void beginSavepoint(String target, String why);

    void limitRate(String source, long recordsPerSecond);

    void requestStop();
}
