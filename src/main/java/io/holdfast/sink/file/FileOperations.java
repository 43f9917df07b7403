package io.holdfast.sink.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** What the sink asks of a file system; a test crashes between any two of these. */
interface FileOperations {

    /** Creates a directory and those above it where missing, durably. */
    void createDirectories(Path directory) throws IOException;

    void createDirectory(Path directory) throws IOException;

    boolean exists(Path path) throws IOException;

    /** The names in a directory, in no order. */
    List<String> list(Path directory) throws IOException;

    /** The content of a file; fails if it is longer than the limit. */
    byte[] read(Path file, int maxBytes) throws IOException;

    /** Creates a file that must not exist. */
    Output create(Path file) throws IOException;

    /** Renames at once. A file replaces what is there; a directory must not meet one with content. */
    void rename(Path from, Path to) throws IOException;

    /** Makes the names in a directory durable. */
    void syncDirectory(Path directory) throws IOException;

    /** Removes a file or a directory of files; nothing happens if there is none. */
    void deleteTree(Path path) throws IOException;

    /** A file being written. */
    interface Output extends Closeable {

        void write(byte[] bytes, int offset, int length) throws IOException;

        /** Makes the content durable. */
        void sync() throws IOException;
    }
}
