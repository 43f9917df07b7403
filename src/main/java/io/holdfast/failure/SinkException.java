package io.holdfast.failure;

/** A sink could not be reached, or holds something that this checkpoint did not write. */
public final class SinkException extends HoldfastException {

    private static final long serialVersionUID = 1L;

    public SinkException(String message) {
        super(message);
    }

    public SinkException(String message, Throwable cause) {
        super(message, cause);
    }
}
