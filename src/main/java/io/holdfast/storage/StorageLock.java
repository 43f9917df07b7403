package io.holdfast.storage;

/** A held lock. Released by {@link #close} or by the end of the process, whichever comes first. */
public interface StorageLock extends AutoCloseable {

    @Override
    void close();
}
