package io.holdfast.cli;

import io.holdfast.maintenance.Maintenance;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Removes a pin. */
@Command(
        name = "unpin",
        description = "Removes a pin. The running job, or the next start, deletes what only this pin held.",
        exitCodeList = {"0:removed", "1:not removed; the message says why", "2:wrong usage"},
        footer = {"  java -jar holdfast.jar unpin /data/my-job/checkpoint --name before-migration"})
final class UnpinCommand extends MaintenanceCommand {

    @Option(names = "--name", paramLabel = "NAME", required = true, description = "The pin, as `ls` shows it.")
    private String name = "";

    @Override
    int maintain(Maintenance maintenance) {
        maintenance.unpin(name);
        return done(Map.of("name", name), "pin " + name + " is removed");
    }
}
