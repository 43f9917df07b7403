package io.holdfast.cli;

import io.holdfast.bench.Bench;
import io.holdfast.bench.BenchOptions;
import io.holdfast.bench.Report;
import io.holdfast.bench.ReportFile;
import io.holdfast.common.Nearest;
import io.holdfast.failure.ConfigurationException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs benchmarks. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        sortOptions = false,
        description = {
            "Measures what Holdfast does on this machine, each job in a process of its own, several rounds of each"
                    + " benchmark; prints the median of the rounds, and the least and the most.",
            "To judge a change, measure with the old jar and --json, then with the new one and --compare, on the same"
                    + " machine, one right after the other: what is within the spread of the rounds is no difference."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:measured",
            "1:failed, or stopped before the end; what was measured is printed",
            "2:wrong usage"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  java -jar holdfast.jar bench",
            "  java -jar holdfast.jar bench keyed-count --json before.json",
            "  java -jar holdfast.jar bench keyed-count --compare before.json",
            "  java -jar holdfast.jar bench latency --kafka localhost:9092 --records 7200000",
            "  java -jar holdfast.jar bench big-state --keys 50000000"
        })
final class BenchCommand implements Callable<Integer> {

    private static final String ALL = "all";

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(
            arity = "0..*",
            paramLabel = "NAME",
            description = {
                "What to measure. Default: all.",
                "keyed-count: count per key, against a bare loop with a map",
                "zipf: the same with few hot and many cold keys",
                "publish: keyed-count that publishes a fifth of its counts, exactly once",
                "big-state: state of which only a part is cached",
                "latency: from the stamp of a record to its output",
                "recovery: from the start after a kill to new records",
                "window: batches with a long window against a short one",
                "update-all: updateStateByKey over many keys",
                "commit: how long small batches take to be durable"
            })
    private List<String> names = List.of(ALL);

    @Option(
            names = "--records",
            paramLabel = "N",
            description = "How many records each round reads. Default: such that a benchmark takes a minute or two.")
    private @Nullable Long records;

    @Option(
            names = "--keys",
            paramLabel = "N",
            description = "How many different keys. Default: as the benchmark says.")
    private @Nullable Long keys;

    @Option(names = "--rounds", paramLabel = "N", description = "How often to measure. Default: ${DEFAULT-VALUE}.")
    private int rounds = 3;

    @Option(
            names = "--kafka",
            paramLabel = "HOST:PORT",
            description =
                    "Put the records of keyed-count, zipf, publish and latency through topics there, which are created, and"
                            + " deleted at the end. Default: records are made up in the process.")
    private @Nullable String kafka;

    @Option(
            names = "--directory",
            paramLabel = "DIR",
            description =
                    "Where checkpoints go, in a directory of their own that is removed at the end: the disk that is"
                            + " measured. Default: the current directory.")
    private Path directory = Path.of("");

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Write the results there, also of a run that is stopped.")
    private @Nullable Path json;

    @Option(names = "--compare", paramLabel = "FILE", description = "Compare with results that --json wrote before.")
    private @Nullable Path compare;

    @Override
    public Integer call() throws Exception {
        System.setProperty("holdfast.log", "WARN");
        BenchOptions options = options();
        if (json != null) {
            ReportFile.requireWritable(json);
        }
        Report before = compare == null ? null : ReportFile.read(compare);
        PrintWriter err = spec.commandLine().getErr();
        PrintWriter out = spec.commandLine().getOut();
        try (BenchScreen screen = new BenchScreen(out, err, Ansi.AUTO.enabled(), before)) {
            if (before != null && !before.machine().equals(Report.Machine.own())) {
                screen.says("The earlier run was on another machine, or Java: " + before.machine()
                        + "; ratios say little of Holdfast.");
            }
            return run(new Bench(options, screen), screen);
        }
    }

    private int run(Bench bench, BenchScreen screen) throws Exception {
        StopSignals.call(bench::requestStop);
        boolean finished = false;
        try {
            finished = bench.run();
        } finally {
            if (json != null && !bench.report().results().isEmpty()) {
                ReportFile.write(bench.report(), json);
                screen.says("Results are in " + json + ".");
            }
        }
        if (!finished) {
            screen.says("Stopped before the end. Processes, checkpoints and topics of this run are gone.");
        }
        return finished ? spec.exitCodeOnSuccess() : spec.exitCodeOnExecutionException();
    }

    private BenchOptions options() {
        try {
            names.forEach(this::requireKnown);
            return new BenchOptions(names.contains(ALL) ? Bench.NAMES : names, rounds, records, keys, kafka, directory);
        } catch (ConfigurationException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private void requireKnown(String name) {
        if (!name.equals(ALL) && !Bench.NAMES.contains(name)) {
            String meant = Nearest.to(name, Bench.NAMES)
                    .map(nearest -> "; did you mean " + nearest + "?")
                    .orElse(".");
            throw new ConfigurationException("there is no benchmark '" + name + "'" + meant
                    + " Expected all, or some of " + String.join(", ", Bench.NAMES));
        }
    }
}
