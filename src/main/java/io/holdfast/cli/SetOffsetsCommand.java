package io.holdfast.cli;

import io.holdfast.checkpoint.OffsetSurgery.Position;
import io.holdfast.format.Manifest;
import io.holdfast.maintenance.Maintenance;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sets by hand where sources go on. */
@Command(
        name = "set",
        description = {
            "Sets where splits of sources are read from next, in a new batch that says who did it, when, why, and where they were"
                    + " before. State stays as it is: what is read again counts again, and what is skipped does not count.",
            "Stop the job first. On a local disk a running job keeps this from happening; one on HDFS is ended by it. To undo it,"
                    + " set the offsets back before the job starts, or fork the batch before."
        },
        exitCodeList = {"0:set", "1:nothing was changed; the message says why", "2:wrong usage"},
        footer = {
            "  java -jar holdfast.jar offsets set /data/my-job/checkpoint clicks/clicks-0=4711 clicks/clicks-1=4800"
                    + " --why \"skip the poisoned records, ticket 12\""
        })
final class SetOffsetsCommand extends MaintenanceCommand {

    private static final Pattern POSITION = Pattern.compile("([^/]+)/(.+)=(\\d{1,18})");

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "SOURCE/SPLIT=OFFSET",
            description = "The names as `offsets` shows them, and the offset to read next.")
    private List<String> positions = List.of();

    @Option(names = "--why", paramLabel = "TEXT", required = true, description = "The reason; `ls` and `show` show it.")
    private String why = "";

    @Override
    int maintain(Maintenance maintenance) {
        Manifest manifest = maintenance.setOffsets(parsed(), why);
        Manifest.Intervention done = Objects.requireNonNull(manifest.intervention());
        Table table = new Table("source", "split", "before", "now");
        done.offsets().forEach(change -> table.row(change.source(), change.split(), change.before(), change.after()));
        return done(manifest, table + "\nBatch " + manifest.batch() + " goes on from there");
    }

    private List<Position> parsed() {
        List<Position> parsed = new ArrayList<>();
        for (String position : positions) {
            Matcher matcher = POSITION.matcher(position);
            if (!matcher.matches()) {
                throw wrongUsage("\"" + position + "\" is no position: expected SOURCE/SPLIT=OFFSET, such as"
                        + " clicks/clicks-0=4711");
            }
            parsed.add(new Position(matcher.group(1), matcher.group(2), Long.parseLong(matcher.group(3))));
        }
        return parsed;
    }
}
