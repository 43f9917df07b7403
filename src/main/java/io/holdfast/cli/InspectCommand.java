package io.holdfast.cli;

import io.holdfast.inspect.Inspection;
import io.holdfast.inspect.InspectionJson;
import java.util.Set;
import picocli.CommandLine.Option;

/** What all commands have in common that look at a checkpoint directory, whose job may be running. None of them writes to it. */
abstract class InspectCommand extends DirectoryCommand {

    @Option(names = "--json", description = "Print JSON, for machines.")
    private boolean json;

    @Override
    int run(String directory, Set<String> trusted) {
        try (Inspection inspection = Inspection.of(directory, trusted)) {
            return inspect(inspection);
        }
    }

    /** Prints what was asked for; returns the exit code. */
    abstract int inspect(Inspection inspection);

    boolean json() {
        return json;
    }

    /** The value as JSON if that was asked for, else the text. */
    void print(Object value, Object text) {
        out().println(json ? InspectionJson.write(value) : text.toString().stripTrailing());
        out().flush();
    }
}
