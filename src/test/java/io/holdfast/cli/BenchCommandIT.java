package io.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.bench.Bench;
import io.holdfast.bench.Figure;
import io.holdfast.bench.Report;
import io.holdfast.bench.ReportFile;
import io.holdfast.kafka.KafkaBroker;
import io.holdfast.process.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tiny benchmarks, each in its processes. Planted defects: directories stay; a process is not killed at a stop; the input of a
 * process is not watched; topics stay.
 */
class BenchCommandIT {

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Path directory;
    private final Path output;

    BenchCommandIT(@TempDir Path directory) throws IOException {
        this.directory = Files.createDirectory(directory.resolve("work"));
        output = directory.resolve("output");
    }

    /** From the executable if the build has made it, else from the class path. */
    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        Path jar = Path.of("target", "holdfast.jar").toAbsolutePath();
        String classPath = Files.exists(jar) ? jar.toString() : System.getProperty("java.class.path");
        command.addAll(List.of("-cp", classPath, Main.class.getName(), "bench"));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }

    private int run(String... arguments) throws Exception {
        Process bench = start(arguments);
        try {
            assertThat(bench.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .as(Files.readString(output))
                    .isTrue();
            return bench.exitValue();
        } finally {
            bench.destroyForcibly().waitFor();
        }
    }

    private void assertNothingIsLeft() {
        assertThat(directory).isDirectoryNotContaining("glob:**holdfast-bench-*");
    }

    private static final List<String> COUNTED = List.of(
            "throughput",
            "processor",
            "peak memory",
            "bare loop throughput",
            "bare loop processor",
            "throughput to bare loop");

    private static List<String> times(String... names) {
        return java.util.Arrays.stream(names)
                .flatMap(name -> java.util.stream.Stream.of(name + " p50", name + " p99", name + " max"))
                .toList();
    }

    private static List<String> names(Report report, String benchmark) {
        return report.result(benchmark).orElseThrow().figures().stream()
                .map(Figure::name)
                .toList();
    }

    @Test
    void eachBenchmarkGivesItsFigures() throws Exception {
        Path file = directory.resolve("report.json");
        int exit = run("--records", "400", "--keys", "20", "--rounds", "1", "--json", file.toString());
        assertThat(exit).as(Files.readString(output)).isZero();
        Report report = ReportFile.read(file);
        assertThat(report.results()).extracting(Report.Result::benchmark).isEqualTo(Bench.NAMES);
        Map<String, List<String>> expected = Map.of(
                "keyed-count",
                COUNTED,
                "zipf",
                COUNTED,
                "publish",
                COUNTED,
                "big-state",
                List.of("throughput", "peak memory", "peak memory to memory set"),
                "latency",
                times("to the local sink, warm", "to the local sink, start"),
                "recovery",
                List.of(
                        "start to ready",
                        "start to first new record",
                        "start to first new batch durable",
                        "start to all new records durable",
                        "replayed at most, of a shard"),
                "window",
                List.of(
                        "batch with the short window p50",
                        "batch with the long window p50",
                        "long window to short window"),
                "update-all",
                List.of("keys visited", "peak memory"),
                "commit",
                times("commit", "batch of one record", "arrival to durable"));
        expected.forEach((benchmark, names) ->
                assertThat(names(report, benchmark)).as(benchmark).isEqualTo(names));
        // Of so few records the processor time may be less than the system counts.
        assertThat(report.results().stream().flatMap(result -> result.figures().stream()))
                .allSatisfy(figure -> assertThat(figure.median())
                        .as(figure.name())
                        .matches(median -> median > 0 || figure.unit().equals("s per million")));
        assertThat(Files.readString(output)).contains("commit: records 400, keys 20, source generator, rounds 1");
        assertNothingIsLeft();
    }

    @Test
    void recordsGoThroughTheKafkaOfTheUserWhoFindsNothingLeft() throws Exception {
        Path file = directory.resolve("report.json");
        try (KafkaBroker broker = KafkaBroker.start(directory.resolveSibling("kafka"))) {
            String[] arguments = {
                "keyed-count",
                "publish",
                "latency",
                "--records",
                "400",
                "--keys",
                "20",
                "--rounds",
                "2",
                "--json",
                file.toString(),
                "--kafka",
                broker.bootstrapServers()
            };
            assertThat(run(arguments)).as(Files.readString(output)).isZero();
            Report report = ReportFile.read(file);
            assertThat(names(report, "keyed-count")).isEqualTo(COUNTED);
            assertThat(names(report, "publish")).isEqualTo(COUNTED);
            assertThat(names(report, "latency"))
                    .isEqualTo(times("to readers in Kafka, warm", "to readers in Kafka, start"));
            assertThat(report.results())
                    .allSatisfy(result -> assertThat(result.settings()).containsEntry("source", "kafka"));
            assertThat(Files.readString(output)).contains("begin with holdfast-bench-", "deleted at the end");
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
                assertThat(admin.listTopics().names().get()).noneMatch(topic -> topic.startsWith("holdfast-bench"));
                assertThat(admin.listGroups().all().get())
                        .noneMatch(group -> group.groupId().contains("holdfast-bench"));
            }
        }
        assertNothingIsLeft();
    }

    @Test
    void saysWithinABoundThatKafkaDoesNotAnswer() throws Exception {
        String nobody = "127.0.0.1:" + FreePorts.find(1).get(0);
        assertThat(run("keyed-count", "--records", "400", "--kafka", nobody)).isEqualTo(1);
        assertThat(Files.readString(output)).contains("error: --kafka: no answer from " + nobody + " within 15 s");
        assertNothingIsLeft();
    }

    /** A job that goes on for long, seen to run. */
    private ProcessHandle awaitChild(Process bench) {
        return Awaitility.await("a process of the job")
                .atMost(PATIENCE)
                .until(
                        () -> {
                            assertThat(bench.isAlive())
                                    .as(Files.readString(output))
                                    .isTrue();
                            return bench.toHandle().children().toList();
                        },
                        children -> children.size() == 1)
                .get(0);
    }

    @Test
    void aStopLeavesNoProcessAndNoDirectory() throws Exception {
        Process bench = start("latency", "--records", "100000000");
        try {
            ProcessHandle child = awaitChild(bench);
            // As SIGINT, which is ignored where a script has started the tests in the background.
            new ProcessBuilder("kill", "-TERM", Long.toString(bench.pid()))
                    .start()
                    .waitFor();
            assertThat(bench.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(bench.exitValue()).isEqualTo(1);
            assertThat(child.isAlive()).isFalse();
            assertThat(Files.readString(output))
                    .contains("Stopped before the end")
                    .doesNotContain("error");
            assertNothingIsLeft();
        } finally {
            bench.destroyForcibly().waitFor();
        }
    }

    @Test
    void aKillLeavesNoProcess() throws Exception {
        Process bench = start("latency", "--records", "100000000");
        ProcessHandle child;
        try {
            child = awaitChild(bench);
        } finally {
            bench.destroyForcibly().waitFor();
        }
        Awaitility.await("the end of the job").atMost(PATIENCE).until(() -> !child.isAlive());
    }
}
