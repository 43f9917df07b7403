package io.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.holdfast.StreamingContext;
import io.holdfast.cli.ChangingJob.Version;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A job whose code has changed against its checkpoint, as people ask for it; and what a start makes of the same. */
class CheckCommandIT {

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private record Said(int exit, String out, String err) {}

    private static Said run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        return new Said(line.execute(arguments), out.toString(), err.toString());
    }

    private Said check(Version version, String... options) {
        List<String> arguments = new ArrayList<>(
                List.of("check", "--job", ChangingJob.class.getName(), "--classpath", directory.toString()));
        arguments.addAll(List.of(options));
        arguments.addAll(List.of("--", directory.toString(), version.name()));
        return run(arguments.toArray(String[]::new));
    }

    private void runFirst() throws Exception {
        try (StreamingContext job = ChangingJob.context(directory, Version.FIRST)) {
            job.start();
            awaitOutput("key0 40");
        }
    }

    private void awaitOutput(String line) {
        Awaitility.await(line).atMost(PATIENCE).until(() -> output().contains(line));
    }

    private String output() throws IOException {
        if (!Files.exists(directory.resolve("out"))) {
            return "";
        }
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.walk(directory.resolve("out"))) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".txt")).toList()) {
                all.append(Files.readString(file));
            }
        }
        return all.toString();
    }

    private TreeMap<String, String> content() throws IOException {
        TreeMap<String, String> content = new TreeMap<>();
        try (Stream<Path> files = Files.walk(directory.resolve("checkpoint"))) {
            for (Path file : files.toList()) {
                content.put(
                        file.toString(),
                        Files.isDirectory(file) ? "" : Files.getLastModifiedTime(file) + "" + Files.size(file));
            }
        }
        return content;
    }

    @Test
    void tellsEverythingThatAStartWouldSayAndChangesNothing() throws Exception {
        runFirst();
        TreeMap<String, String> before = content();
        Said broken = check(Version.BROKEN);
        assertThat(broken.exit).as(broken.toString()).isEqualTo(1);
        assertThat(broken.out)
                .contains("operator  counts ", "job       parallelism ", "source    figures ", "sink      extra-out ")
                .contains("operator extra: refused: ", "5 keys of state", "forget(\"extra\")")
                .contains("source numbers: refused: ", "forget(\"numbers\")")
                .contains("class " + ChangingJob.Old.class.getName() + ": needs a migration: ", "migrate(")
                .contains("The job cannot start");

        Said same = check(
                Version.MENDED,
                "--json",
                "--checkpoint",
                directory.resolve("checkpoint").toString());
        JsonNode json = JsonMapper.builder().build().readTree(same.out);
        assertThat(same.exit).as(same.toString()).isZero();
        assertThat(json.get("canStart").booleanValue()).isTrue();
        assertThat(json.get("batch").longValue()).isPositive();
        assertThat(json.get("findings"))
                .extracting(finding -> finding.get("name").textValue() + " "
                        + finding.get("verdict").textValue())
                .contains(
                        "counts MATCHED",
                        "extra DROPPED",
                        "numbers DROPPED",
                        "figures NEW",
                        "out MATCHED",
                        ChangingJob.Old.class.getName() + " MIGRATED",
                        ChangingJob.Now.class.getName() + " NEW");
        assertThat(content()).isEqualTo(before);

        try (StreamingContext job = ChangingJob.context(directory, Version.MENDED)) {
            job.start();
            awaitOutput("key0 80");
        }
        assertThat(check(Version.MENDED).exit).isZero();
    }

    /** As run would start it. Planted defect: a process that is not told. */
    @Test
    void theJobIsConfiguredAsForARun() throws Exception {
        runFirst();
        assertThat(check(Version.MENDED, "--set", "parallelism=7").out).containsPattern("job +parallelism .*into 7");
        assertThat(check(Version.MENDED, "--set", "paralelism=7"))
                .matches(said -> said.exit == 2 && said.err.contains("did you mean parallelism?"));
    }

    @Test
    void aJobThatBegins() {
        Said said = check(Version.FIRST);
        assertThat(said.exit).as(said.toString()).isZero();
        assertThat(said.out).contains("operator  counts", "The job begins");
        assertThat(directory.resolve("checkpoint")).doesNotExist();
    }

    @Test
    void whatDoesNotComeToStartAJobIsNoJob() {
        assertThat(run("check", "--job", "no.Such", "--classpath", directory.toString()))
                .matches(said -> said.exit == 1 && said.err.contains("no class no.Such"));
        assertThat(run("check", "--job", String.class.getName()).exit).isEqualTo(2);
        assertThat(run(
                        "check",
                        "--job",
                        ChangingJob.class.getName(),
                        "--classpath",
                        directory.toString(),
                        "--checkpoint",
                        directory.resolve("nowhere").toString(),
                        "--",
                        directory.toString(),
                        "FIRST"))
                .matches(said -> said.exit == 1 && said.err.contains("nowhere"));
    }
}
