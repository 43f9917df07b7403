package io.holdfast.failure;

/** Another process has taken over this checkpoint directory, or holds it; this one must end. */
public final class FencedException extends HoldfastException {

    private static final long serialVersionUID = 1L;

    public FencedException(String message) {
        super(message);
    }

    public FencedException(String message, Throwable cause) {
        super(message, cause);
    }
}
