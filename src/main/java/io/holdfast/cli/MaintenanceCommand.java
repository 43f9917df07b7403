package io.holdfast.cli;

import io.holdfast.maintenance.Maintenance;

/** What all commands have in common that write. Each says what it has done, and why it has not. */
abstract class MaintenanceCommand extends DirectoryCommand {

    @Override
    final int run() {
        try (Maintenance maintenance = Maintenance.of(directory(), trusted())) {
            return maintain(maintenance);
        }
    }

    /** Does it; returns the exit code. */
    abstract int maintain(Maintenance maintenance);

    /** Tells what was done. */
    int done(Object value, String text) {
        print(value, text);
        return 0;
    }
}
