package io.holdfast.status.http;

/** Answers requests. Called by two threads: one for those that may wait, one for all others. */
@FunctionalInterface
public interface Handler {

    /** Whether the answer may have to wait, as for a disk: such requests wait for each other, others do not wait for them. */
    default boolean mayWait(Request request) {
        return false;
    }

    /** What it throws is answered with 500 and logged. */
    Response handle(Request request) throws Exception;
}
