package io.holdfast.cli;

import io.holdfast.common.TimeSource;
import io.holdfast.inspect.Audit;
import io.holdfast.inspect.Inspection;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;

/** Verifies a checkpoint. */
@Command(
        name = "verify",
        description = "Reads a checkpoint directory to its last byte, and tells all that is damaged or missing.",
        exitCodeList = {
            "0:whole: each retained batch can be restored",
            "1:damaged, or it could not be read",
            "2:wrong usage"
        },
        footer = {
            "  java -jar holdfast.jar verify /data/my-job/checkpoint",
            "  java -jar holdfast.jar verify hdfs://namenode:8020/my-job --json"
        })
final class VerifyCommand extends InspectCommand {

    @Override
    int inspect(Inspection inspection) {
        try (ProgressLine progress = new ProgressLine(err(), Ansi.AUTO.enabled(), TimeSource.SYSTEM)) {
            Audit.Result result = inspection.audit(progress::at);
            progress.end();
            print(result, text(result));
            return result.isWhole() ? 0 : 1;
        }
    }

    private static String text(Audit.Result result) {
        StringBuilder text = new StringBuilder();
        for (Audit.Problem problem : result.problems()) {
            text.append(problem.file()).append(": ").append(problem.message()).append('\n');
        }
        text.append(result.batches() + " batch files through batch " + result.head() + ", " + result.snapshots()
                + " snapshots, " + new Bytes(result.bytes()) + " read: ");
        if (result.isWhole()) {
            return text.append("whole").toString();
        }
        long newest = result.problems().stream()
                .mapToLong(Audit.Problem::newestBatch)
                .max()
                .orElseThrow();
        text.append(result.problems().size()).append(" problems; ");
        text.append(
                newest < 0
                        ? "all batches can be restored"
                        : newest < result.head()
                                ? "batches after " + newest + " can be restored"
                                : "the newest batch cannot be restored");
        return text.append(". Nothing was changed").toString();
    }
}
