package io.holdfast.failure;

/** The checkpoint is sound but does not belong to this job, this code or this version of Holdfast. */
public final class IncompatibleCheckpointException extends HoldfastException {

    private static final long serialVersionUID = 1L;

    public IncompatibleCheckpointException(String message) {
        super(message);
    }

    public IncompatibleCheckpointException(String message, Throwable cause) {
        super(message, cause);
    }
}
