package io.holdfast.driver;

/** Whether the job was asked to stop. Thread-safe. */
final class StopRequest {

    private volatile boolean requested;

    void request() {
        requested = true;
    }

    boolean isRequested() {
        return requested;
    }
}
