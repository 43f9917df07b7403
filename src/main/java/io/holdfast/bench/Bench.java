package io.holdfast.bench;

import io.holdfast.common.TimeSource;
import io.holdfast.failure.ConfigurationException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A run of benchmarks, one after the other. Run once; {@link #requestStop} is thread-safe. */
public final class Bench {

    private static final List<Benchmark> ALL = List.of(
            KeyedCount.ofUniformKeys(),
            KeyedCount.ofZipfKeys(),
            KeyedCount.published(),
            new BigState(),
            new Latency(),
            new Recovery(),
            new WindowLength(),
            new UpdateAll(),
            new CommitTime());

    /** The names of all benchmarks, in the order in which they run. */
    public static final List<String> NAMES = ALL.stream().map(Benchmark::name).toList();

    private final BenchOptions options;
    private final BenchProgress progress;
    private final String begun =
            Instant.ofEpochMilli(TimeSource.SYSTEM.wallMillis()).toString();
    private final List<Report.Result> results = new ArrayList<>();
    private @Nullable Stage stage;
    private boolean stopped;

    public Bench(BenchOptions options, BenchProgress progress) {
        for (String name : options.benchmarks()) {
            if (!NAMES.contains(name)) {
                throw new ConfigurationException("no benchmark is called '" + name + "'");
            }
        }
        this.options = options;
        this.progress = progress;
    }

    /** Runs them; false if it was told to stop before the end. Whatever it has started or created is gone when it returns. */
    public boolean run() throws Exception {
        try (Stage opened = new Stage(options.directory(), options.kafka(), progress)) {
            begin(opened);
            for (Benchmark benchmark : ALL) {
                if (options.benchmarks().contains(benchmark.name())) {
                    measure(benchmark, opened);
                }
            }
            return true;
        } catch (Exception failure) {
            if (isStopped()) {
                // What fails then fails because its process was killed.
                return false;
            }
            throw failure;
        }
    }

    private synchronized void begin(Stage opened) {
        stage = opened;
        if (stopped) {
            opened.requestStop();
        }
    }

    /** Asks for the end: processes are killed, directories and topics removed, and {@link #run} returns. Returns at once. */
    public synchronized void requestStop() {
        stopped = true;
        if (stage != null) {
            stage.requestStop();
        }
    }

    private synchronized boolean isStopped() {
        return stopped;
    }

    private void measure(Benchmark benchmark, Stage opened) throws Exception {
        Load load = options.load(benchmark.defaults());
        BenchProgress shown = opened.progress();
        shown.begins(benchmark.name() + ", preparing", load.records());
        Benchmark.Round round = benchmark.prepare(load, opened);
        List<List<Measurement>> rounds = new ArrayList<>();
        for (int number = 1; number <= options.rounds(); number++) {
            opened.requireGoingOn();
            shown.begins(benchmark.name() + ", round " + number + " of " + options.rounds(), load.records());
            rounds.add(round.run(number));
        }
        Report.Result result = new Report.Result(benchmark.name(), settings(benchmark, load), Figure.of(rounds));
        results.add(result);
        shown.measured(result);
        opened.clear();
    }

    private Map<String, String> settings(Benchmark benchmark, Load load) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("records", Long.toString(load.records()));
        settings.put("keys", Long.toString(load.keys()));
        settings.put("source", options.kafka() != null && benchmark.usesKafka() ? "kafka" : "generator");
        settings.putAll(new TreeMap<>(benchmark.settings(load)));
        return settings;
    }

    /** What was measured so far: all of it after {@link #run} has returned. */
    public Report report() {
        String version = Bench.class.getPackage().getImplementationVersion();
        return new Report(
                Report.FORMAT, version == null ? "(not from a jar)" : version, begun, Report.Machine.own(), results);
    }
}
