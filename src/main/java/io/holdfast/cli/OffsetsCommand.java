package io.holdfast.cli;

import io.holdfast.format.Manifest;
import io.holdfast.format.OffsetRange;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;

/** Tells how far sources were read. */
@Command(
        name = "offsets",
        description = "Tells how far each source was read, through a batch; `offsets set` changes it.",
        subcommands = SetOffsetsCommand.class,
        exitCodeList = {"0:done", "1:failed; the message says why", "2:wrong usage"},
        footer = {
            "  java -jar holdfast.jar offsets /data/my-job/checkpoint",
            "  java -jar holdfast.jar offsets /data/my-job/checkpoint --batch 4711 --json"
        })
final class OffsetsCommand extends BatchCommand {

    @Override
    void show(Manifest manifest) {
        Table table = new Table("source", "split", "next offset", "read in this batch", "");
        manifest.sources().forEach((name, source) -> source.positions()
                .forEach(position -> table.row(
                        name,
                        position.split(),
                        position.offset(),
                        read(source.read(), position.split()),
                        position.attributes().isEmpty()
                                ? ""
                                : position.attributes().toString())));
        print(manifest.sources(), "batch " + manifest.batch() + "\n\n" + table);
    }

    private static String read(List<OffsetRange> ranges, String split) {
        return ranges.stream()
                .filter(range -> range.split().equals(split))
                .map(range -> "[" + range.from() + ", " + range.until() + ")")
                .collect(Collectors.joining(" "));
    }
}
