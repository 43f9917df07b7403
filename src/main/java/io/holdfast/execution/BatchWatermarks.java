package io.holdfast.execution;

/**
 * The watermarks of the batch under way: those that it began with, which decide what is late, and those after its input, which
 * decide what fires. Set by the runner between stages, read by tasks of later stages.
 */
final class BatchWatermarks {

    private volatile Watermarks before = Watermarks.NONE;
    private volatile Watermarks after = Watermarks.NONE;

    void begin(Watermarks ofBatchBefore) {
        before = ofBatchBefore;
        after = ofBatchBefore;
    }

    void inputRead(Watermarks withInput) {
        after = withInput;
    }

    Watermarks before() {
        return before;
    }

    Watermarks after() {
        return after;
    }
}
