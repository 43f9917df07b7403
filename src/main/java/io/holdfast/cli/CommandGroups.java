package io.holdfast.cli;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.TextTable;
import picocli.CommandLine.IHelpSectionRenderer;

/** The list of commands in the help, in groups, each with its first sentence. */
final class CommandGroups implements IHelpSectionRenderer {

    private static final int NAME_WIDTH = 14;
    private static final int WIDTH = 80;

    @Override
    public String render(Help help) {
        StringBuilder text = new StringBuilder();
        Commands.GROUPS.forEach((group, commands) -> {
            text.append(help.colorScheme()
                    .ansi()
                    .string("%n@|bold " + group + ":|@%n")
                    .formatted());
            text.append(table(help, commands));
        });
        return text.toString();
    }

    private static TextTable table(Help help, List<Class<?>> commands) {
        TextTable table = TextTable.forColumns(
                help.colorScheme(),
                new Column(NAME_WIDTH, 2, Column.Overflow.SPAN),
                new Column(WIDTH - NAME_WIDTH, 0, Column.Overflow.WRAP));
        for (Class<?> type : commands) {
            Command command = Commands.declared(type);
            table.addRowValues(
                    help.colorScheme().commandText(command.name()),
                    help.colorScheme().text(firstSentence(command)));
        }
        return table;
    }

    private static String firstSentence(Command command) {
        String text = command.header().length > 0 ? command.header()[0] : command.description()[0];
        int end = text.indexOf(". ");
        return end < 0 ? text : text.substring(0, end + 1);
    }
}
