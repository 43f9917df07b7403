package io.holdfast.failure;

/** The job or its options cannot work as given; found before anything was read or written. */
public final class ConfigurationException extends HoldfastException {

    private static final long serialVersionUID = 1L;

    public ConfigurationException(String message) {
        super(message);
    }

    public ConfigurationException(String message, Throwable cause) {
        super(message, cause);
    }
}
