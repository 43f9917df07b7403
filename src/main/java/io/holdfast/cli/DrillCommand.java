package io.holdfast.cli;

import io.holdfast.drill.Drill;
import io.holdfast.drill.DrillOptions;
import io.holdfast.drill.DrillResult;
import io.holdfast.drill.FaultKind;
import io.holdfast.drill.Original;
import io.holdfast.drill.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Runs a drill. */
@Command(
        name = "drill",
        mixinStandardHelpOptions = true,
        exitCodeOnExecutionException = 2,
        versionProvider = Main.Version.class,
        sortOptions = false,
        description = {
            "Rehearses the recovery of your own job: runs its main in processes that it kills, and compares state and"
                    + " output with undisturbed runs over the same input.",
            "Sources read the real input. Sinks and the checkpoint are redirected into the report directory; functions of"
                    + " foreachBatch are not called unless you allow it with --call."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:passed",
            "1:failed: something was lost, doubled, reordered or damaged, or the job's code is not deterministic",
            "2:wrong usage, or the job does not start",
            "3:inconclusive: nothing was wrong, but not everything that was asked for happened"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  java -jar holdfast.jar drill --job com.acme.MyJob --classpath my-job.jar --kills 50 --minutes 10",
            "  java -jar holdfast.jar drill --job com.acme.MyJob --classpath my-job.jar --checkpoint /data/my-job",
            "  java -jar holdfast.jar drill --job com.acme.MyJob --classpath my-job.jar -- arguments of main"
        })
final class DrillCommand implements Callable<Integer> {

    private static final int INCONCLUSIVE = 3;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private ForkedProgram program;

    @Option(names = "--kills", paramLabel = "N", description = "How many kills. Default: ${DEFAULT-VALUE}.")
    private int kills = 50;

    @Option(
            names = "--minutes",
            paramLabel = "N",
            description = "How long the job runs under faults. Default: ${DEFAULT-VALUE}.")
    private double minutes = 10;

    @Option(
            names = "--faults",
            paramLabel = "KIND",
            split = ",",
            converter = KindConverter.class,
            description = "What happens to the job: kill (SIGKILL), stop (SIGSTOP while a successor takes over),"
                    + " disk-full (as root, or with --disk), net (connections to Kafka are cut, held and slowed down,"
                    + " unless they are encrypted). Default: kill.")
    private List<FaultKind> faults = List.of(FaultKind.KILL);

    @Option(
            names = "--checkpoint",
            paramLabel = "DIR",
            description =
                    "Begin with a fork of this checkpoint directory, a path or hdfs://HOST:PORT/PATH, whose job may be running. Nothing is written"
                            + " to it. Default: begin with an empty one.")
    private @Nullable String checkpoint;

    @Option(
            names = "--trust",
            paramLabel = "SCHEME",
            split = ",",
            description = "Hadoop file systems other than HDFS that --checkpoint may be on.")
    private Set<String> trusted = Set.of();

    @Option(
            names = "--disk",
            paramLabel = "DIR",
            description = "A directory on a small disk that disk-full may fill up.")
    private @Nullable Path disk;

    @Option(
            names = "--call",
            paramLabel = "NAME",
            split = ",",
            description =
                    "Functions of foreachBatch that may be called, with all their side effects; whether they stand"
                            + " being called twice is then looked at, too.")
    private List<String> call = List.of();

    @Option(
            names = "--real-outputs",
            description = "Let sinks write to their real targets. What was published is then not compared. Functions of"
                    + " foreachBatch still need --call. Not with --checkpoint: the fork would write where its original"
                    + " does, and shut it out.")
    private boolean realOutputs;

    @Option(
            names = "--kafka",
            paramLabel = "SERVERS",
            arity = "0..1",
            fallbackValue = "",
            description = "Let Kafka sinks really publish: to topics of the drill, drill-ID-TOPIC, at these servers, or"
                    + " without a value at the sinks' own. Sinks whose records choose topics stay recorded.")
    private @Nullable String kafka;

    @Option(
            names = "--check",
            paramLabel = "COMMAND",
            description = "A shell command that looks at the files, one per sink and a record per line, in the"
                    + " directory that $$HOLDFAST_DRILL_OUTPUT names. It must say the same of all runs. Batches that a sink"
                    + " without markers got again, as it may, are in its file once.")
    private @Nullable String check;

    @Option(
            names = "--patience",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description = "How long a start, or the next batch, may take. Default: 60s.")
    private Duration patience = Duration.ofSeconds(60);

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Where the random moments come from. Default: another one each time; it is reported.")
    private @Nullable Long seed;

    @Option(
            names = "--report",
            paramLabel = "DIR",
            description = "Where report, log and all data go; new or empty. Default: holdfast-drill/DATE-TIME.")
    private @Nullable Path report;

    @Option(names = "--keep", description = "Keep the data of a drill that passed.")
    private boolean keep;

    /** Kinds of faults as they are written. */
    static final class KindConverter implements ITypeConverter<FaultKind> {

        @Override
        public FaultKind convert(String text) {
            return Arrays.stream(FaultKind.values())
                    .filter(kind -> kind.text().equals(text.toLowerCase(Locale.ROOT)))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException("'" + text + "' is no fault; there are "
                            + Arrays.stream(FaultKind.values())
                                    .map(FaultKind::text)
                                    .collect(Collectors.joining(", "))));
        }
    }

    @Override
    public Integer call() throws Exception {
        System.setProperty("holdfast.log", "WARN");
        DrillScreen screen = new DrillScreen(spec.commandLine().getOut(), Ansi.AUTO.enabled());
        DrillOptions options = options();
        Drill drill = new Drill(options, screen);
        StopSignals.call(() -> {
            screen.event("told to stop: no more faults, but what was done so far is compared and reported; who stops it"
                    + " again ends it at once, and finds left what it has mounted, or created in Kafka");
            drill.requestStop();
        });
        screen.begin(options);
        DrillResult result = drill.run();
        screen.end(result, options.report());
        return exitCode(result.verdict());
    }

    private static int exitCode(Verdict verdict) {
        return switch (verdict) {
            case PASSED -> 0;
            case INCONCLUSIVE -> INCONCLUSIVE;
            case NON_DETERMINISTIC, FAILED -> 1;
        };
    }

    private DrillOptions options() {
        List<String> problems = problems();
        if (!problems.isEmpty()) {
            throw new ParameterException(spec.commandLine(), String.join("; ", problems));
        }
        return new DrillOptions(
                program.with(List.of()),
                kills,
                Duration.ofMillis((long) (minutes * 60_000)),
                Set.copyOf(EnumSet.copyOf(faults)),
                checkpoint == null ? null : new Original(checkpoint, trusted),
                disk,
                patience,
                seed == null ? System.currentTimeMillis() % 1_000_000_007 : seed,
                report == null ? defaultReport() : report,
                keep,
                call,
                realOutputs,
                check,
                kafka);
    }

    private List<String> problems() {
        List<String> problems = new ArrayList<>();
        if (kills < 1 && faults.contains(FaultKind.KILL)) {
            problems.add("--kills must be at least 1, found " + kills);
        }
        if (!(minutes > 0)) {
            problems.add("--minutes must be more than 0, found " + minutes);
        }
        if (kafka != null && realOutputs) {
            problems.add("--kafka and --real-outputs exclude each other");
        }
        if (checkpoint != null && realOutputs) {
            problems.add("--checkpoint and --real-outputs exclude each other: the fork would write where the original"
                    + " job does, and shut it out");
        }
        problems.addAll(program.classPath().problems());
        return problems;
    }

    private static Path defaultReport() {
        String now = LocalDateTime.now(java.time.ZoneId.systemDefault())
                .format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT));
        return Path.of("holdfast-drill", now);
    }
}
