package io.holdfast.failure;

/** A file of the checkpoint is missing, short or damaged. Nothing was published or deleted; never skipped in silence. */
public final class CorruptCheckpointException extends HoldfastException {

    private static final long serialVersionUID = 1L;

    public CorruptCheckpointException(String message) {
        super(message);
    }

    public CorruptCheckpointException(String message, Throwable cause) {
        super(message, cause);
    }
}
