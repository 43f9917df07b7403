package io.holdfast.failure;

/**
 * Everything Holdfast reports. The subclass says whose move it is; the message names the thing (file, batch, partition,
 * offset, option), what was expected, what was found, and what to do.
 */
public abstract sealed class HoldfastException extends RuntimeException
        permits ConfigurationException,
                CorruptCheckpointException,
                FencedException,
                IncompatibleCheckpointException,
                SinkException,
                SourceException,
                StorageException,
                UserCodeException {

    private static final long serialVersionUID = 1L;

    HoldfastException(String message) {
        super(message);
    }

    HoldfastException(String message, Throwable cause) {
        super(message, cause);
    }
}
