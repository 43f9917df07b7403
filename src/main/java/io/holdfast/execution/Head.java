package io.holdfast.execution;

/** What begins a task's part of a stage: it feeds the fused chain behind it. */
interface Head {

    /** Called once per batch, before all else. */
    default void begin(BatchInput input) throws Exception {}

    /** Whether it feeds the chain what it has so far, without waiting for the whole batch. */
    default boolean runsInParts() {
        return false;
    }

    /** Feeds the next part of the batch to the chain. Not called for the last part. */
    default void runPart() throws Exception {}

    /** Feeds the last part of the batch to the chain, and what comes of its end. What has not been read after this is none of it. */
    void run(BatchInput input) throws Exception;
}
