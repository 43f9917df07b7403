package io.holdfast.cli;

import io.holdfast.codec.Types;
import io.holdfast.inspect.InspectionJson;
import io.holdfast.reader.StoredCheckpoint;
import picocli.CommandLine.Option;

/** What all commands have in common that look at a checkpoint directory, whose job may be running. None of them writes to it. */
abstract class CheckpointCommand extends DirectoryCommand {

    @Option(names = "--json", description = "Print JSON, for machines.")
    private boolean json;

    /** The directory, to read what it holds. */
    StoredCheckpoint open() {
        return StoredCheckpoint.open(directory(), Types.builder().build(), trusted());
    }

    boolean json() {
        return json;
    }

    /** A value on a line of its own, for machines. */
    void printLine(Object value) {
        out().println(InspectionJson.writeLine(value));
    }

    /** The value as JSON if that was asked for, else the text. */
    void print(Object value, Object text) {
        out().println(json ? InspectionJson.write(value) : text.toString().stripTrailing());
        out().flush();
    }
}
