package io.holdfast.failure;

/** The checkpoint store failed a write, a sync or a publication. The process must end: its last sync proves nothing. */
public final class StorageException extends HoldfastException {

    private static final long serialVersionUID = 1L;

    public StorageException(String message) {
        super(message);
    }

    public StorageException(String message, Throwable cause) {
        super(message, cause);
    }
}
