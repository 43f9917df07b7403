package io.holdfast.cli;

import io.holdfast.checkpoint.CheckpointVerification;
import io.holdfast.checkpoint.Export;
import io.holdfast.maintenance.Maintenance;
import picocli.CommandLine.Command;

/** Makes a savepoint. */
@Command(
        name = "savepoint",
        description = {
            "Copies all that a batch of DIR needs to TARGET, as an archive that depends on nothing else and can be moved. The"
                    + " job of DIR may be running. No job starts on a savepoint: fork it, then start on the fork."
        },
        exitCodeList = {"0:made and verified", "1:not made; the message says why", "2:wrong usage"},
        footer = {
            "  java -jar holdfast.jar savepoint /data/my-job/checkpoint /backup/my-job-4711 --batch 4711",
            "  java -jar holdfast.jar savepoint hdfs://namenode:8020/my-job /backup/my-job --why \"before the upgrade\""
        })
final class SavepointCommand extends ExportCommand {

    @Override
    CheckpointVerification export(
            Maintenance maintenance, String target, long batch, String why, Export.Progress progress) {
        return maintenance.savepoint(target, batch, why, progress);
    }
}
