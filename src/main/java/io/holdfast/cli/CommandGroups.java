package io.holdfast.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.TextTable;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The list of commands in the help, by what one wants to do. */
final class CommandGroups implements IHelpSectionRenderer {

    static final Map<String, List<String>> GROUPS = new LinkedHashMap<>();

    static {
        GROUPS.put("Run a job", List.of("demo", "run", "config"));
        GROUPS.put("Look at a checkpoint", List.of("ls", "show", "state", "offsets", "lineage", "du", "diff"));
        GROUPS.put(
                "Keep it, check it, go back",
                List.of("verify", "check", "replay", "fork", "savepoint", "pin", "unpin", "prune"));
        GROUPS.put("Try", List.of("drill", "bench"));
        GROUPS.put("Besides", List.of("completion", "help"));
    }

    private static final int NAME_WIDTH = 14;
    private static final int WIDTH = 80;

    @Override
    public String render(Help help) {
        StringBuilder text = new StringBuilder();
        GROUPS.forEach((group, names) -> {
            text.append(help.colorScheme()
                    .ansi()
                    .string("%n@|bold " + group + ":|@%n")
                    .formatted());
            text.append(table(help, names));
        });
        return text.toString();
    }

    private static TextTable table(Help help, List<String> names) {
        TextTable table = TextTable.forColumns(
                help.colorScheme(),
                new Column(NAME_WIDTH, 2, Column.Overflow.SPAN),
                new Column(WIDTH - NAME_WIDTH, 0, Column.Overflow.WRAP));
        for (String name : names) {
            table.addRowValues(
                    help.colorScheme().commandText(name),
                    help.colorScheme()
                            .text(firstSentence(
                                    Objects.requireNonNull(help.subcommands().get(name)))));
        }
        return table;
    }

    private static String firstSentence(Help command) {
        UsageMessageSpec usage = command.commandSpec().usageMessage();
        String[] text = usage.header().length > 0 ? usage.header() : usage.description();
        int end = text[0].indexOf(". ");
        return end < 0 ? text[0] : text[0].substring(0, end + 1);
    }
}
