package io.holdfast.cli;

import io.holdfast.checkpoint.Pruning.Unneeded;
import io.holdfast.maintenance.Maintenance;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Prunes a checkpoint directory. */
@Command(
        name = "prune",
        description = {
            "Deletes what no retained and no pinned batch needs: batches that retention has given up, and what dead processes left."
                    + " A running job does that by itself, and so does each start; this is for a job that is stopped. It may be"
                    + " running all the same.",
            "What the last process had begun to store stays until the next start: nobody can say from outside that it is dead."
        },
        exitCodeList = {"0:done", "1:nothing was deleted, or not all; the message says why", "2:wrong usage"},
        footer = {
            "  java -jar holdfast.jar prune /data/my-job/checkpoint --dry-run",
            "  java -jar holdfast.jar prune hdfs://namenode:8020/my-job"
        })
final class PruneCommand extends MaintenanceCommand {

    @Option(names = "--dry-run", description = "Only tell what would be deleted.")
    private boolean dryRun;

    @Override
    int maintain(Maintenance maintenance) {
        List<Unneeded> unneeded = maintenance.prune(dryRun);
        Table table = new Table("file", "bytes");
        unneeded.forEach(file -> table.row(file.path(), file.bytes()));
        Bytes bytes = new Bytes(unneeded.stream().mapToLong(Unneeded::bytes).sum());
        String what = unneeded.size() + " files with " + bytes + (dryRun ? " would be deleted" : " deleted");
        return done(unneeded, unneeded.isEmpty() ? "Nothing to prune" : table + "\n" + what);
    }
}
