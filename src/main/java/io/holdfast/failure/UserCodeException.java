package io.holdfast.failure;

/** A function of the job threw, or a record could not be turned into an object or into bytes. */
public final class UserCodeException extends HoldfastException {

    private static final long serialVersionUID = 1L;

    public UserCodeException(String message) {
        super(message);
    }

    public UserCodeException(String message, Throwable cause) {
        super(message, cause);
    }
}
