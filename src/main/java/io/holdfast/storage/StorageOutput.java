package io.holdfast.storage;

import java.io.IOException;

/** A new file being written, front to back. Not thread-safe. */
public interface StorageOutput extends AutoCloseable {

    void write(byte[] bytes, int offset, int length) throws IOException;

    /**
     * Passes on what was written so far, so that a later {@link #sync} has less left to do; fails if it is known that the
     * file cannot be written any further. Promises nothing else.
     */
    default void flush() throws IOException {
        // What was written is where it belongs, unless an implementation keeps some of it back.
    }

    /** Makes everything written so far durable. After a failure the file proves nothing and must not be published. */
    void sync() throws IOException;

    /** Closes without syncing. Idempotent. */
    @Override
    void close() throws IOException;
}
