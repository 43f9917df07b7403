package io.holdfast.storage;

import java.io.IOException;

/** A new file being written, front to back. Not thread-safe. */
public interface StorageOutput extends AutoCloseable {

    void write(byte[] bytes, int offset, int length) throws IOException;

    /** Makes everything written so far durable. After a failure the file proves nothing and must not be published. */
    void sync() throws IOException;

    /** Closes without syncing. Idempotent. */
    @Override
    void close() throws IOException;
}
