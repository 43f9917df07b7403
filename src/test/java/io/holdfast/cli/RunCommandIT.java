package io.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The user's job as a service. Planted defects: the second signal is ignored, the bound is not kept, the job's own failure comes to
 * exit code 0, a second job starts, and the class loader of the job is not the context.
 */
class RunCommandIT {

    private static final long RECORDS = 2000;

    private static final String SOURCE =
            """
            package com.acme;

            import io.holdfast.StreamingContext;
            import io.holdfast.configuration.Settings;
            import io.holdfast.sink.file.TextFileSink;
            import io.holdfast.source.generator.GeneratorSource;
            import java.nio.file.Files;
            import java.nio.file.Path;
            import java.time.Duration;

            public final class Numbers {

                public static void main(String[] arguments) throws Exception {
                    Settings settings = Settings.ofProcess();
                    String mode = settings.text("mode", "");
                    Class.forName("com.acme.Numbers", false, Thread.currentThread().getContextClassLoader());
                    if (mode.equals("nothing")) {
                        return;
                    } else if (mode.equals("throws")) {
                        throw new IllegalStateException("no database at " + arguments[0]);
                    }
                    StreamingContext context = context(arguments[0], settings.text("name", "numbers"), mode);
                    context.start();
                    if (mode.equals("twice")) {
                        context(arguments[0] + "-second", "second", mode).start();
                    } else if (mode.equals("hides")) {
                        try {
                            context.awaitTermination();
                        } catch (Exception e) {
                            return;
                        }
                    } else if (!mode.equals("leaves")) {
                        context.awaitTermination();
                    }
                }

                private static StreamingContext context(String directory, String name, String mode) {
                    StreamingContext context = StreamingContext.builder(name)
                            .checkpointDirectory(Path.of(directory, "checkpoint"))
                            .batchInterval(Duration.ofSeconds(5))
                            .build();
                    context.stream("numbers", GeneratorSource.of((split, offset, random) -> offset)
                                    .records(2000).recordsPerSecond(500))
                            .map(number -> {
                                while (Files.exists(Path.of(directory, "hold"))) {
                                    Files.writeString(Path.of(directory, "held"), "");
                                    Thread.sleep(10);
                                }
                                if (mode.equals("fails") || mode.equals("hides")) {
                                    throw new IllegalStateException("record " + number);
                                }
                                return number;
                            })
                            .to("out", TextFileSink.of(Path.of(directory, "out")));
                    return context;
                }
            }
            """;

    @TempDir
    private static Path shared;

    private static Path jar;

    @TempDir
    private Path directory;

    @BeforeAll
    static void compile() throws IOException {
        jar = JobJar.of(shared, "Numbers", SOURCE);
    }

    @BeforeEach
    void configure() throws IOException {
        Files.writeString(directory.resolve("job.properties"), "batch-interval = 100ms\nparallelism = 1\n");
    }

    private RunProcess run(String... options) throws IOException {
        return runClass("com.acme.Numbers", options);
    }

    private RunProcess runClass(String job, String... options) throws IOException {
        List<String> arguments =
                new ArrayList<>(List.of("--job", job, "--classpath", jar.toString(), "--config", "job.properties"));
        arguments.addAll(List.of(options));
        arguments.addAll(List.of("--", directory.toString()));
        return RunProcess.start(directory, arguments);
    }

    private List<Long> output() throws IOException {
        Path out = directory.resolve("out");
        if (!Files.exists(out)) {
            return List.of();
        }
        try (Stream<Path> batches = Files.list(out)) {
            List<Long> numbers = new ArrayList<>();
            for (Path batch : batches.filter(
                            path -> !path.getFileName().toString().matches("[._].*"))
                    .sorted()
                    .toList()) {
                Files.readAllLines(batch.resolve("part-00000.txt")).forEach(line -> numbers.add(Long.parseLong(line)));
            }
            return numbers;
        }
    }

    private void awaitOutput(long more) throws IOException {
        Awaitility.await("output").atMost(Duration.ofMinutes(1)).until(() -> output().size() >= more);
    }

    /** Lets the batch that runs, or the next one, wait. */
    private void hold() throws IOException {
        Files.deleteIfExists(directory.resolve("held"));
        Files.writeString(directory.resolve("hold"), "");
        Awaitility.await("a batch that waits")
                .atMost(Duration.ofMinutes(1))
                .until(() -> Files.exists(directory.resolve("held")));
    }

    private void release() throws IOException {
        Files.delete(directory.resolve("hold"));
    }

    @Test
    void signalsEndTheJobInGoodOrderOrAtOnceAndNothingIsLostOrDoubled() throws Exception {
        try (RunProcess finishes = run()) {
            awaitOutput(50);
            hold();
            int before = output().size();
            finishes.terminate().awaitOutput("Told to stop");
            assertThat(finishes.isAlive()).isTrue();
            release();
            assertThat(finishes.exitCode()).as(finishes.output()).isZero();
            assertThat(output().size()).as("the batch that ran is published").isGreaterThan(before);
        }
        try (RunProcess atOnce = run()) {
            awaitOutput(output().size() + 50);
            hold();
            atOnce.terminate().awaitOutput("Told to stop");
            assertThat(atOnce.terminate().exitCode()).as(atOnce.output()).isEqualTo(143);
        }
        release();
        try (RunProcess abandons = run("--set", "stop-timeout=500ms")) {
            awaitOutput(output().size() + 50);
            hold();
            int before = output().size();
            assertThat(abandons.terminate().exitCode()).as(abandons.output()).isZero();
            assertThat(abandons.output()).contains("did not stop in time");
            assertThat(output()).hasSize(before);
        }
        release();
        try (RunProcess last = run()) {
            awaitOutput(RECORDS);
            assertThat(last.terminate().exitCode()).as(last.output()).isZero();
        }
        assertThat(output()).isEqualTo(LongStream.range(0, RECORDS).boxed().toList());
    }

    @Test
    void whatTheJobRunsWithIsPrintedAndNothingElseHappensIfAskedFor() throws Exception {
        try (RunProcess prints = run("--print-config", "--set", "job.db.password=hunter2", "--set", "job.mode=x")) {
            assertThat(prints.exitCode()).isZero();
            assertThat(prints.output())
                    .containsPattern("batch-interval +100ms +job.properties:1")
                    .containsPattern("checkpoint-directory +\\S+/checkpoint +the job's code")
                    .containsPattern("job.mode +x +--set job.mode\n")
                    .containsPattern(
                            "job.db.password +\\*{8} +--set job.db.password \\(the job has not asked for it\\)")
                    .doesNotContain("hunter2");
        }
        assertThat(directory.resolve("checkpoint")).doesNotExist();
    }

    /** Planted defect: a page only if the code of the job asks for one. */
    @Test
    void theJobShowsItsStatusUnlessToldNotTo() throws Exception {
        try (RunProcess shows = run("--set", "status-port=0")) {
            shows.awaitOutput("shows its status");
            Matcher at = Pattern.compile("shows its status at (http://localhost:\\d+/)")
                    .matcher(shows.output());
            assertThat(at.find()).isTrue();
            awaitOutput(50);
            HttpResponse<String> ready = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(at.group(1) + "health/ready"))
                                    .build(),
                            BodyHandlers.ofString());
            assertThat(ready.statusCode()).as(ready.body()).isEqualTo(200);
            assertThat(shows.terminate().exitCode()).isZero();
        }
        try (RunProcess hides = run("--set", "status-page=false")) {
            awaitOutput(output().size() + 50);
            assertThat(hides.terminate().exitCode()).isZero();
            assertThat(hides.output()).doesNotContain("shows its status");
        }
    }

    private void endsWith(int code, String message, RunProcess process) throws Exception {
        try (process) {
            assertThat(process.exitCode()).as(process.output()).isEqualTo(code);
            assertThat(process.output()).contains(message);
        }
    }

    @Test
    void whatIsWrongWithTheProgramIsWrongUsage() throws Exception {
        endsWith(2, "did you mean com.acme.Numbers?", runClass("com.acme.Number"));
        endsWith(2, "has no public static void main", runClass("java.util.ArrayList"));
        endsWith(2, "did you mean parallelism?", run("--set", "paralelism=2"));
        endsWith(2, "returned without starting a StreamingContext", run("--set", "job.mode=nothing"));
        endsWith(2, "'numbers' and then 'second'", run("--set", "job.mode=twice"));
        endsWith(1, "no database at", run("--set", "job.mode=throws"));
    }

    @Test
    void exitCodesTellWhetherARestartHelps() throws Exception {
        try (RunProcess first = run()) {
            awaitOutput(100);
            endsWith(69, "is in use by", run());
            assertThat(first.terminate().exitCode()).isZero();
        }
        endsWith(1, "record ", run("--set", "job.mode=fails", "--set", "max-restarts=0"));
        endsWith(1, "record ", run("--set", "job.mode=hides", "--set", "max-restarts=0"));
        endsWith(78, "numbers", run("--set", "job.name=other"));
        damageNewest();
        endsWith(65, "batches/", run());
    }

    private void damageNewest() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("checkpoint/batches"))) {
            Path newest = files.sorted().reduce((first, second) -> second).orElseThrow();
            byte[] bytes = Files.readAllBytes(newest);
            bytes[bytes.length / 2] ^= 1;
            Files.write(newest, bytes);
        }
    }

    /** A main that returns leaves the job running. In JSON, each line is an object. */
    @Test
    void theProcessEndsWithTheJobAlsoIfMainReturnsBefore() throws Exception {
        try (RunProcess leaves = run("--set", "job.mode=leaves", "--log-format", "json")) {
            awaitOutput(100);
            assertThat(leaves.terminate().exitCode()).isZero();
            assertThat(leaves.output().lines()).allMatch(line -> line.startsWith("{\"") && line.endsWith("}"));
            assertThat(leaves.output()).contains("Job 'numbers' stopped", "Exit code 0");
        }
    }
}
