package io.holdfast.cli;

import io.holdfast.checkpoint.CheckpointVerification;
import io.holdfast.checkpoint.Export;
import io.holdfast.common.TimeSource;
import io.holdfast.maintenance.Maintenance;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What fork and savepoint have in common. */
abstract class ExportCommand extends MaintenanceCommand {

    @Parameters(
            index = "1",
            paramLabel = "TARGET",
            description = "A new or empty directory: a path, or hdfs://HOST:PORT/PATH.")
    @SuppressWarnings("NullAway.Init")
    private String target;

    @Option(names = "--batch", paramLabel = "N", description = "The batch. Default: the newest.")
    private long batch = Maintenance.NEWEST;

    @Option(names = "--why", paramLabel = "TEXT", description = "What it is for; `show` shows it.")
    private String why = "";

    abstract CheckpointVerification export(
            Maintenance maintenance, String target, long batch, String why, Export.Progress progress);

    @Override
    int maintain(Maintenance maintenance) {
        try (ProgressLine progress = new ProgressLine(err(), Ansi.AUTO.enabled(), TimeSource.SYSTEM)) {
            CheckpointVerification made = export(maintenance, target, batch, why, progress::at);
            progress.end();
            return done(
                    made,
                    target + " holds batch " + (made.head() - 1) + ", verified: " + made.batches() + " batch files, "
                            + made.snapshots() + " snapshots");
        }
    }
}
