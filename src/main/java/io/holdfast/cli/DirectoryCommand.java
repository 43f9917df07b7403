package io.holdfast.cli;

import io.holdfast.inspect.InspectionJson;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What all commands have in common that are about a checkpoint directory. */
@Command(
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        footerHeading = "%nExamples:%n")
abstract class DirectoryCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    /** Required, which is looked at when the command runs: `offsets` runs without one if `set` follows. */
    @Parameters(
            index = "0",
            arity = "0..1",
            hideParamSyntax = true,
            paramLabel = "DIR",
            description = "The checkpoint directory: a path, or hdfs://HOST:PORT/PATH.")
    private @Nullable String directory;

    @Option(
            names = "--trust",
            paramLabel = "SCHEME",
            split = ",",
            description = "Hadoop file systems other than HDFS that may be used.")
    private Set<String> trusted = Set.of();

    @Option(names = "--json", description = "Print JSON, for machines.")
    private boolean json;

    @Override
    public Integer call() {
        if (directory == null) {
            throw wrongUsage("Missing required parameter: 'DIR'");
        }
        if (System.getProperty("holdfast.log") == null) {
            System.setProperty("holdfast.log", "WARN");
        }
        return run();
    }

    /** Does it; returns the exit code. */
    abstract int run();

    String directory() {
        return Objects.requireNonNull(directory);
    }

    Set<String> trusted() {
        return trusted;
    }

    boolean json() {
        return json;
    }

    /** The value as JSON if that was asked for, else the text. */
    void print(Object value, Object text) {
        out().println(json ? InspectionJson.write(value) : text.toString().stripTrailing());
        out().flush();
    }

    /** What one gave that is wrong, found out when all was known. */
    ParameterException wrongUsage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    PrintWriter out() {
        return spec.commandLine().getOut();
    }

    PrintWriter err() {
        return spec.commandLine().getErr();
    }
}
