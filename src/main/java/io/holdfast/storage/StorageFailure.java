package io.holdfast.storage;

import io.holdfast.failure.StorageException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import org.jspecify.annotations.Nullable;

/** Puts a name, an operation and, where there is one, a remedy to what a storage reports. */
public final class StorageFailure {

    private StorageFailure() {}

    /**
     * What to throw when an operation on a file of a storage failed.
     *
     * @param operation a verb, such as {@code sync}
     */
    public static StorageException of(Storage storage, String operation, String path, IOException cause) {
        return new StorageException(
                "cannot " + operation + " " + name(storage, path) + ": " + describe(cause) + hint(cause), cause);
    }

    /** The full name of a file, for messages. */
    public static String name(Storage storage, String path) {
        return path.isEmpty() ? storage.location() : storage.location() + "/" + path;
    }

    private static String describe(IOException cause) {
        String message = cause.getMessage();
        String type = cause.getClass().getSimpleName();
        return message == null ? type : type + ": " + message;
    }

    private static String hint(IOException cause) {
        if (cause instanceof AccessDeniedException) {
            return " (give the user that runs this job the right to read and write the checkpoint directory)";
        }
        if (mentions(cause.getMessage(), "No space left on device")) {
            return " (the disk is full: free some space, or retain fewer batches, and start again; nothing committed is lost)";
        }
        return mentions(cause.getMessage(), "Read-only file system")
                ? " (the disk is read-only, as it also becomes after an error: look at the system's log, mount it for"
                        + " writing or give another checkpoint directory, and start again; nothing committed is lost)"
                : "";
    }

    private static boolean mentions(@Nullable String message, String words) {
        return message != null && message.contains(words);
    }
}
