package io.holdfast.format;

import io.holdfast.failure.CorruptCheckpointException;
import io.holdfast.storage.Storage;
import io.holdfast.storage.StorageFailure;

/** How damage is reported: the file, what was expected, what was found, and the way out. */
public final class Damage {

    private static final String WAY_OUT = ". Nothing was changed. Run `verify` on this checkpoint directory to see all"
            + " that is damaged; restore the file from a copy, start from an older batch with `fork --batch`,"
            + " or let `verify --repair` set aside what is damaged";

    private Damage() {}

    /** A file that is not what it must be; both arguments complete a sentence. */
    public static CorruptCheckpointException of(Storage storage, String path, String expected, String found) {
        return new CorruptCheckpointException(StorageFailure.name(storage, path) + " is damaged: expected " + expected
                + ", found " + found + WAY_OUT);
    }

    /** A file that something else names and that is not there. */
    public static CorruptCheckpointException missing(Storage storage, String path) {
        return new CorruptCheckpointException(
                StorageFailure.name(storage, path) + " is missing: expected it to exist, found no such file" + WAY_OUT);
    }
}
