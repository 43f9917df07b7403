package io.holdfast.cli;

import io.holdfast.maintenance.Maintenance;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Pins a batch. */
@Command(
        name = "pin",
        description = {
            "Keeps a batch restorable whatever retention says, until `unpin`. The job may be running.",
            "It costs the files that the batch needs: see `du` and `ls`."
        },
        exitCodeList = {"0:pinned", "1:not pinned; the message says why", "2:wrong usage"},
        footer = {
            "  java -jar holdfast.jar pin /data/my-job/checkpoint --name before-migration --why \"ticket 4711\"",
            "  java -jar holdfast.jar pin /data/my-job/checkpoint --batch 4711 --name good"
        })
final class PinCommand extends MaintenanceCommand {

    @Option(names = "--batch", paramLabel = "N", description = "The batch. Default: the newest.")
    private long batch = Maintenance.NEWEST;

    @Option(names = "--name", paramLabel = "NAME", required = true, description = "What to call the pin.")
    private String name = "";

    @Option(names = "--why", paramLabel = "TEXT", description = "What it is for; `ls` shows it.")
    private String why = "";

    @Override
    int maintain(Maintenance maintenance) {
        long pinned = maintenance.pin(name, batch, why);
        return done(Map.of("name", name, "batch", pinned), "pin " + name + " holds batch " + pinned);
    }
}
