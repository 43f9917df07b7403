package io.holdfast.cli;

import io.holdfast.codec.Types;
import io.holdfast.inspect.InspectionJson;
import io.holdfast.reader.StoredCheckpoint;
import java.io.PrintWriter;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What all commands have in common that look at a checkpoint directory. None of them writes to it. */
@Command(
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        footerHeading = "%nExamples:%n")
abstract class CheckpointCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(
            paramLabel = "DIR",
            description = "The checkpoint directory: a path, or hdfs://HOST:PORT/PATH. Its job may be running.")
    @SuppressWarnings("NullAway.Init")
    private String directory;

    @Option(names = "--json", description = "Print JSON, for machines.")
    private boolean json;

    @Option(
            names = "--trust",
            paramLabel = "SCHEME",
            split = ",",
            description = "Hadoop file systems other than HDFS that may be read.")
    private Set<String> trusted = Set.of();

    @Override
    public final Integer call() {
        if (System.getProperty("holdfast.log") == null) {
            System.setProperty("holdfast.log", "WARN");
        }
        return look();
    }

    /** Prints what was asked for; returns the exit code. */
    abstract int look();

    String directory() {
        return directory;
    }

    Set<String> trusted() {
        return trusted;
    }

    /** The directory, to read what it holds. */
    StoredCheckpoint open() {
        return StoredCheckpoint.open(directory, Types.builder().build(), trusted);
    }

    boolean json() {
        return json;
    }

    PrintWriter out() {
        return spec.commandLine().getOut();
    }

    PrintWriter err() {
        return spec.commandLine().getErr();
    }

    /** A value on a line of its own, for machines. */
    void printLine(Object value) {
        out().println(InspectionJson.writeLine(value));
    }

    /** What one gave that is wrong, found out when all was known. */
    ParameterException wrongUsage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    /** The value as JSON if that was asked for, else the text. */
    void print(Object value, Object text) {
        out().println(json ? InspectionJson.write(value) : text.toString().stripTrailing());
        out().flush();
    }
}
