package io.holdfast.storage;

import java.io.IOException;
import java.util.List;

/**
 * A directory that output is published in, and what that asks of a file system; a test crashes between any two of these.
 * Names are relative to the directory and use {@code /}; the empty name is the directory itself. Thread-safe.
 */
public interface FileOperations {

    /** Where this is, for messages. */
    String location();

    /** Creates the directory itself and those above it where missing, durably. */
    void createDirectories() throws IOException;

    /** Creates a directory that must not exist in one that must. */
    void createDirectory(String directory) throws IOException;

    boolean exists(String name) throws IOException;

    /** The names in a directory, in no order. */
    List<String> list(String directory) throws IOException;

    StorageInput open(String file) throws IOException;

    /** Creates a file that must not exist, in a directory that must. */
    StorageOutput create(String file) throws IOException;

    /** Renames a directory in one step; the new name must be free, or that of an empty directory. */
    void renameDirectory(String from, String to) throws IOException;

    /** Renames a file in one step, in the place of one that may be there. */
    void replaceFile(String from, String to) throws IOException;

    /** Makes the names in a directory durable. */
    void syncDirectory(String directory) throws IOException;

    /**
     * Removes a file or a directory with all that is in it; nothing happens if there is none. A directory is gone, or has another name
     * that begins with its own, before the first thing in it is gone.
     */
    void deleteTree(String name) throws IOException;

    /** The content of a file; fails if it is longer than the limit. */
    default byte[] read(String file, int maxBytes) throws IOException {
        try (StorageInput input = open(file)) {
            long length = input.length();
            if (length > maxBytes) {
                throw new IOException(path(file) + " has " + length + " bytes; expected at most " + maxBytes);
            }
            byte[] content = new byte[(int) length];
            input.readFully(0, content, 0, content.length);
            return content;
        }
    }

    /** The full path of a name, for messages. */
    default String path(String name) {
        return name.isEmpty() ? location() : location() + "/" + name;
    }
}
