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

    /** Ends the batch where it has come to: what is not read is none of it. */
    default void cut() {}

    /** Feeds the batch to the chain, or what is left of it. */
    void run(BatchInput input) throws Exception;
}
