package io.holdfast.cli;

import io.holdfast.inspect.Inspection;

/** What commands have in common that look at manifests and at files as such. */
abstract class InspectCommand extends CheckpointCommand {

    @Override
    final int run() {
        try (Inspection inspection = Inspection.of(directory(), trusted())) {
            return inspect(inspection);
        }
    }

    /** Prints what was asked for; returns the exit code. */
    abstract int inspect(Inspection inspection);
}
