package io.holdfast.cli;

import io.holdfast.checkpoint.CheckpointVerification;
import io.holdfast.checkpoint.Export;
import io.holdfast.maintenance.Maintenance;
import picocli.CommandLine.Command;

/** Makes a fork. */
@Command(
        name = "fork",
        description = {
            "Makes a directory on which a job goes on from a batch of DIR, under a timeline of its own. The job of DIR may be"
                    + " running, and nothing of it is changed. To restart a job from an older batch, stop it, fork that"
                    + " batch, and start on TARGET.",
            "Local files are hard links where that is possible, so that a fork costs little; else they are copied."
        },
        exitCodeList = {"0:made and verified", "1:not made; the message says why", "2:wrong usage"},
        footer = {
            "  java -jar holdfast.jar fork /data/my-job/checkpoint /data/my-job/from-4711 --batch 4711",
            "  java -jar holdfast.jar fork hdfs://namenode:8020/my-job /data/my-job/copy"
        })
final class ForkCommand extends ExportCommand {

    @Override
    CheckpointVerification export(
            Maintenance maintenance, String target, long batch, String why, Export.Progress progress) {
        return maintenance.fork(target, batch, why, progress);
    }
}
