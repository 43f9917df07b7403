package io.holdfast.cli;

import io.holdfast.codec.Types;
import io.holdfast.inspect.InspectionJson;
import io.holdfast.reader.StoredCheckpoint;

/** What all commands have in common that look at a checkpoint directory, whose job may be running. None of them writes to it. */
abstract class CheckpointCommand extends DirectoryCommand {

    /** The directory, to read what it holds. */
    StoredCheckpoint open() {
        return StoredCheckpoint.open(directory(), Types.builder().build(), trusted());
    }

    /** A value on a line of its own, for machines. */
    void printLine(Object value) {
        out().println(InspectionJson.writeLine(value));
    }
}
