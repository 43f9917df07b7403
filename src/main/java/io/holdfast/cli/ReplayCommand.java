package io.holdfast.cli;

import io.holdfast.drill.BatchReplay;
import io.holdfast.drill.Progress;
import io.holdfast.drill.Reproduction;
import io.holdfast.failure.StorageException;
import io.holdfast.inspect.InspectionJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Computes a recorded batch again. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        exitCodeOnExecutionException = 2,
        versionProvider = Main.Version.class,
        sortOptions = false,
        description = {
            "Computes one recorded batch again, from its recorded input and the state before it, and tells whether what"
                    + " comes out is what was recorded.",
            "Runs the main of the job in processes of its own. Nothing is written to the checkpoint, nothing is published,"
                    + " and functions of foreachBatch are not called."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the record is reproduced",
            "1:it is not: the job's code is not deterministic, or code or source have changed since",
            "2:wrong usage, or it could not be computed; the message says why"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  java -jar holdfast.jar replay --job com.acme.MyJob --classpath my-job.jar --checkpoint /data/my-job --batch 4711",
            "  java -jar holdfast.jar replay --job com.acme.MyJob --classpath my-job.jar --checkpoint /data/my-job"
                    + " --batch 4711 --debug 5005 -- arguments of main"
        })
final class ReplayCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private ForkedProgram program;

    @Option(
            names = "--checkpoint",
            paramLabel = "DIR",
            required = true,
            description = "The checkpoint directory: a path, or hdfs://HOST:PORT/PATH. Its job may be running.")
    @SuppressWarnings("NullAway.Init")
    private String checkpoint;

    @Option(names = "--batch", paramLabel = "N", required = true, description = "The batch.")
    private long batch;

    @Option(
            names = "--debug",
            paramLabel = "PORT",
            description = "Let each of the two runs wait for a debugger at this port.")
    private @Nullable Integer debugPort;

    @Option(
            names = "--patience",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description = "How long a run may take. Default: 10m; with --debug, for ever.")
    private @Nullable Duration patience;

    @Option(
            names = "--trust",
            paramLabel = "SCHEME",
            split = ",",
            description = "Hadoop file systems other than HDFS that may be read.")
    private Set<String> trusted = Set.of();

    @Option(names = "--json", description = "Print JSON, for machines.")
    private boolean json;

    @Override
    public Integer call() {
        System.setProperty("holdfast.log", "WARN");
        Path directory = temporaryDirectory();
        try {
            Reproduction found = replay(directory);
            spec.commandLine().getOut().println(json ? InspectionJson.write(found) : text(found));
            spec.commandLine().getOut().flush();
            return found.isSame() ? 0 : 1;
        } finally {
            remove(directory);
        }
    }

    private Reproduction replay(Path directory) {
        BatchReplay replay = new BatchReplay(
                program.with(debugging()), checkpoint, trusted, batch, directory, patience(), new OnErr());
        if (debugPort != null) {
            new OnErr().event("each of the two runs waits for a debugger at port " + debugPort + " of this machine");
        }
        try {
            return replay.run();
        } catch (RuntimeException e) {
            showLog(directory);
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("the replay was interrupted: " + e, e);
        }
    }

    private List<String> debugging() {
        return debugPort == null
                ? List.of()
                : List.of("-agentlib:jdwp=transport=dt_socket,server=y,suspend=y,address=" + debugPort);
    }

    private Duration patience() {
        if (patience != null) {
            return patience;
        }
        return debugPort == null ? Duration.ofMinutes(10) : Duration.ofDays(365);
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }

    /** What goes on, beside what comes out. */
    private final class OnErr implements Progress {

        @Override
        public void event(String text) {
            err().println(text);
            err().flush();
        }

        @Override
        public void status(String text) {
            // Two runs of one batch: not worth a line.
        }
    }

    /** What the program printed, which may say why it failed. */
    private void showLog(Path directory) {
        Path log = directory.resolve("job.log");
        if (Files.exists(log)) {
            try (Stream<String> lines = Files.lines(log)) {
                lines.forEach(err()::println);
            } catch (IOException e) {
                err().println("cannot read " + log + ": " + e);
            }
        }
    }

    private static Path temporaryDirectory() {
        try {
            return Files.createTempDirectory("holdfast-replay-");
        } catch (IOException e) {
            throw new StorageException("cannot create a temporary directory: " + e, e);
        }
    }

    private static void remove(Path directory) {
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new StorageException("cannot remove the temporary directory " + directory + ": " + e, e);
        }
    }

    private static String text(Reproduction found) {
        StringBuilder text = new StringBuilder();
        for (Reproduction.Finding finding : found.findings()) {
            text.append(finding.subject())
                    .append(": ")
                    .append(
                            switch (finding.outcome()) {
                                case SAME -> finding.items() + " as recorded";
                                case OTHER_ORDER ->
                                    finding.items() + " as recorded, in another order, which is not promised there";
                                case NOT_DETERMINISTIC ->
                                    difference(finding)
                                            + ".\n  Two runs over the same input differ: the job's code is not deterministic. It uses"
                                            + " something besides its input: the time of day, random numbers, the order of a hash"
                                            + " table, another service";
                                case OTHER_RESULT ->
                                    difference(finding)
                                            + ".\n  Two runs agree with each other, but not with the record: the code, its"
                                            + " parallelism or configuration, or what the source holds, is another than then; or the"
                                            + " code uses something that is the same in both runs but was not then, such as the date";
                            })
                    .append('\n');
        }
        return text + "batch " + found.batch() + (found.isSame() ? " is reproduced" : " is NOT reproduced");
    }

    private static String difference(Reproduction.Finding finding) {
        return "differs at " + finding.place() + ": recorded " + orNothing(finding.recorded()) + ", computed "
                + orNothing(finding.computed());
    }

    private static String orNothing(@Nullable String text) {
        return text == null ? "nothing" : "\"" + text + "\"";
    }
}
