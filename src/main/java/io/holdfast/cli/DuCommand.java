package io.holdfast.cli;

import io.holdfast.inspect.DirectoryUse;
import io.holdfast.inspect.Inspection;
import java.util.List;
import picocli.CommandLine.Command;

/** Tells what takes the space. */
@Command(
        name = "du",
        description = "Tells what the parts of a checkpoint directory take on disk.",
        exitCodeList = {"0:done", "1:failed; the message says why", "2:wrong usage"},
        footer = {"  java -jar holdfast.jar du /data/my-job/checkpoint"})
final class DuCommand extends InspectCommand {

    @Override
    int inspect(Inspection inspection) {
        List<DirectoryUse> uses = inspection.use();
        Table table = new Table("directory", "files", "bytes");
        uses.forEach(use -> table.row(use.directory(), use.files(), new Bytes(use.bytes())));
        table.row(
                "all",
                uses.stream().mapToInt(DirectoryUse::files).sum(),
                new Bytes(uses.stream().mapToLong(DirectoryUse::bytes).sum()));
        print(uses, table);
        return 0;
    }
}
