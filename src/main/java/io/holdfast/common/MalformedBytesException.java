package io.holdfast.common;

/** Bytes that cannot be what they claim to be. Whoever knows the file adds its name. */
public final class MalformedBytesException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public MalformedBytesException(String message) {
        super(message);
    }
}
