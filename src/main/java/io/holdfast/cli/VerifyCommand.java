package io.holdfast.cli;

import io.holdfast.checkpoint.Repair;
import io.holdfast.common.TimeSource;
import io.holdfast.inspect.AuditResult;
import io.holdfast.inspect.Inspection;
import io.holdfast.maintenance.Maintenance;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Option;

/** Verifies a checkpoint. */
@Command(
        name = "verify",
        description = {
            "Reads a checkpoint directory to its last byte, and tells all that is damaged or missing.",
            "With --repair, whatever is damaged or dead, and the batches after the newest one that can be restored, are moved into"
                    + " aside/ of the directory, so that the job goes on from that batch. Nothing is deleted. Stop the job first."
        },
        exitCodeList = {
            "0:whole: each retained batch can be restored; with --repair, it is now",
            "1:damaged, or it could not be read, or not be repaired; the message says why",
            "2:wrong usage"
        },
        footer = {
            "  java -jar holdfast.jar verify /data/my-job/checkpoint",
            "  java -jar holdfast.jar verify hdfs://namenode:8020/my-job --json",
            "  java -jar holdfast.jar verify /data/my-job/checkpoint --repair"
        })
final class VerifyCommand extends CheckpointCommand {

    @Option(
            names = "--repair",
            description = "Set aside what is damaged or dead, and go on from the newest sound batch.")
    private boolean repair;

    @Override
    int run() {
        try (ProgressLine progress = new ProgressLine(err(), Ansi.AUTO.enabled(), TimeSource.SYSTEM)) {
            return repair ? repair(progress) : inspect(progress);
        }
    }

    private int inspect(ProgressLine progress) {
        try (Inspection inspection = Inspection.of(directory(), trusted())) {
            AuditResult result = inspection.audit(progress::at);
            progress.end();
            print(result, text(result) + (result.isWhole() ? "" : advice(result) + ". Nothing was changed"));
            return result.isWhole() ? 0 : 1;
        }
    }

    private int repair(ProgressLine progress) {
        try (Maintenance maintenance = Maintenance.of(directory(), trusted())) {
            Maintenance.Repaired repaired = maintenance.repair(progress::at);
            progress.end();
            print(repaired, text(repaired.repair()) + "\n" + text(repaired.audit()));
            return repaired.audit().isWhole() ? 0 : 1;
        }
    }

    private static String text(Repair.Outcome outcome) {
        Table table = new Table("set aside", "as", "bytes");
        outcome.aside().forEach(file -> table.row(file.path(), file.aside(), file.bytes()));
        String goesOn = "the job goes on after batch " + outcome.head()
                + (outcome.head() == outcome.restored()
                        ? ""
                        : ", which has the state of batch " + outcome.restored() + "; the newest was batch "
                                + outcome.before());
        return outcome.aside().isEmpty() ? "Nothing to set aside; " + goesOn : table + "\n" + goesOn;
    }

    private static String text(AuditResult result) {
        StringBuilder text = new StringBuilder();
        for (AuditResult.Problem problem : result.problems()) {
            text.append(problem.file()).append(": ").append(problem.message()).append('\n');
        }
        text.append(result.batches() + " batch files through batch " + result.head() + ", " + result.snapshots()
                + " snapshots, " + new Bytes(result.bytes()) + " read: ");
        if (result.isWhole()) {
            return text.append("whole").toString();
        }
        long newest = result.problems().stream()
                .mapToLong(AuditResult.Problem::newestBatch)
                .max()
                .orElseThrow();
        text.append(result.problems().size()).append(" problems; ");
        text.append(
                newest < 0
                        ? "all batches can be restored"
                        : newest < result.head()
                                ? "batches after " + newest + " can be restored"
                                : "the newest batch cannot be restored");
        return text.toString();
    }

    private String advice(AuditResult result) {
        if (result.restorable().isEmpty()) {
            return "; restore the directory from a copy";
        }
        long batch = result.restorable().get(result.restorable().size() - 1);
        String repair = result.newestRestorable() < 0 ? "" : "`verify " + directory() + " --repair`";
        if (batch == result.head()) {
            return "; " + repair + " sets aside what is in the way";
        }
        return ", batch " + batch + " can be: `fork " + directory() + " TARGET --batch " + batch + "`"
                + (repair.isEmpty() ? "" : ", or " + repair);
    }
}
