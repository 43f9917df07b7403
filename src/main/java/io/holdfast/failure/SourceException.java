package io.holdfast.failure;

/** A source could not be reached, or no longer holds what the checkpoint says comes next. */
public final class SourceException extends HoldfastException {

    private static final long serialVersionUID = 1L;

    public SourceException(String message) {
        super(message);
    }

    public SourceException(String message, Throwable cause) {
        super(message, cause);
    }
}
