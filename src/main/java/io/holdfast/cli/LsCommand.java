package io.holdfast.cli;

import io.holdfast.checkpoint.Pins;
import io.holdfast.common.TimeSource;
import io.holdfast.inspect.BatchSummary;
import io.holdfast.inspect.Inspection;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Option;

/** Lists batches. */
@Command(
        name = "ls",
        description = "Lists the newest batches of a checkpoint directory, and those that are pinned, newest last.",
        exitCodeList = {"0:done", "1:failed; the message says why", "2:wrong usage"},
        footer = {
            "  java -jar holdfast.jar ls /data/my-job/checkpoint",
            "  java -jar holdfast.jar ls hdfs://namenode:8020/my-job --last 1000 --json"
        })
final class LsCommand extends InspectCommand {

    @Option(names = "--last", paramLabel = "N", description = "How many. Default: ${DEFAULT-VALUE}.")
    private int last = 20;

    @Override
    int inspect(Inspection inspection) {
        List<BatchSummary> batches;
        try (ProgressLine progress =
                new ProgressLine("", err(), Ansi.AUTO.enabled(), TimeSource.SYSTEM, LsCommand::batches)) {
            batches = inspection.batches(last, progress::at);
        }
        print(batches, table(batches) + pins(inspection));
        return 0;
    }

    private static String batches(double number) {
        return new Quantity(number) + " batches";
    }

    private static String table(List<BatchSummary> batches) {
        Table table = new Table(
                "batch", "kind", "batch time", "epoch", "records", "keys", "changed state", "output", "file", "pins");
        StringBuilder notes = new StringBuilder();
        for (BatchSummary batch : batches) {
            table.row(
                    batch.batch(),
                    batch.damage() == null ? String.valueOf(batch.kind()) : "DAMAGED",
                    batch.batchTime() == null ? "" : batch.batchTime().toString(),
                    batch.epoch(),
                    batch.records(),
                    batch.keys(),
                    new Bytes(batch.deltaBytes()),
                    new Bytes(batch.outboxBytes()),
                    new Bytes(batch.fileBytes()),
                    String.join(" ", batch.pins()));
            if (batch.intervention() != null) {
                notes.append("\nbatch ")
                        .append(batch.batch())
                        .append(": ")
                        .append(new Intervened(batch.intervention()));
            }
            if (batch.damage() != null) {
                notes.append('\n').append(batch.damage());
            }
        }
        return table.toString() + notes;
    }

    private static String pins(Inspection inspection) {
        StringBuilder pins = new StringBuilder();
        for (Pins.Found found : inspection.pins()) {
            pins.append("\npin ").append(found.name());
            if (found.pin() == null) {
                pins.append(": DAMAGED: ").append(found.damage());
            } else {
                pins.append(" holds batch ").append(found.pin().batch()).append(" since ");
                pins.append(Instant.ofEpochMilli(found.pin().createdMillis()))
                        .append(": ")
                        .append(found.pin().why());
            }
        }
        return pins.toString();
    }
}
