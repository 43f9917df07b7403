package io.holdfast.cli;

import io.holdfast.failure.HoldfastException;
import io.holdfast.launch.ExitCode;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The entry point of {@code holdfast.jar}. Loads nothing of the engine before a command runs. */
@Command(
        name = "holdfast",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description = "A stateful stream engine in which one batch is one file.",
        customSynopsis = "holdfast [-hV] [--stacktrace] COMMAND",
        commandListHeading = "",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done, or stopped in good order", "1:failed; the message says why", "2:wrong usage"},
        footerHeading = "%nExamples:%n",
        footer = {
            "  java -jar holdfast.jar demo         a job to watch, to kill, to run again",
            "  java -jar holdfast.jar help demo    the options of the demo",
            "  java -jar holdfast.jar help run     your own job as a service",
            "  java -jar holdfast.jar help drill   rehearse its recovery",
            "  java -jar holdfast.jar ls DIR       what its checkpoint holds",
            "  java -jar holdfast.jar verify DIR   read that to the last byte"
        })
public final class Main implements Runnable {

    /** Where Logback finds the configuration of the executable; in the library's jar it has no meaning. */
    private static final String LOGGING = "io/holdfast/cli/logging.xml";

    @Option(
            names = "--stacktrace",
            scope = ScopeType.INHERIT,
            description = "Print the stack trace of a failure, not only its message.")
    private boolean stacktrace;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        if (System.getProperty("logback.configurationFile") == null) {
            System.setProperty("logback.configurationFile", LOGGING);
        }
        System.exit(commandLine(Commands.neededFor(arguments)).execute(arguments));
    }

    static CommandLine commandLine() {
        return commandLine(Commands.all());
    }

    private static CommandLine commandLine(List<Class<?>> commands) {
        Main main = new Main();
        CommandLine commandLine = new CommandLine(main);
        commands.forEach(commandLine::addSubcommand);
        commandLine.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, new CommandGroups());
        return commandLine.setCaseInsensitiveEnumValuesAllowed(true).setExecutionExceptionHandler(main::report);
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    /** A HoldfastException says what to do; anything else is a defect, whose place must be seen. */
    private int report(Exception failure, CommandLine commandLine, ParseResult parsed) {
        PrintWriter err = commandLine.getErr();
        if (stacktrace || !(failure instanceof HoldfastException)) {
            failure.printStackTrace(err);
        } else {
            err.println(Ansi.AUTO.string("@|bold,red error:|@ ") + failure.getMessage());
        }
        return commandLine.getCommand() instanceof JobCommand
                ? ExitCode.of(failure).number()
                : commandLine.getCommandSpec().exitCodeOnExecutionException();
    }

    /** The version that the build wrote into the jar. */
    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"holdfast " + (version == null ? "(not from a jar)" : version)};
        }
    }
}
