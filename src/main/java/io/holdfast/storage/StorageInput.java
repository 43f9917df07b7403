package io.holdfast.storage;

import java.io.IOException;

/** A file open for reading at any position. Thread-safe. */
public interface StorageInput extends AutoCloseable {

    long length() throws IOException;

    /** Fills the range from the position. Throws {@link java.io.EOFException} if the file ends before. */
    void readFully(long position, byte[] target, int offset, int length) throws IOException;

    @Override
    void close() throws IOException;
}
