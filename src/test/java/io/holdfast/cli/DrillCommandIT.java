package io.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.holdfast.drill.SampleJob;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The drill as people run it: from a command line, at a terminal or not. */
class DrillCommandIT {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String ESCAPE = "\u001b";
    private static final String ERASE = ESCAPE + "[K";
    private static final Pattern STATUS = Pattern.compile("\r\u001b\\[K\\d of 33 faults, [^\r\n]* left\r\u001b\\[K");
    private static final String CTRL_C = "\u0003";

    @TempDir
    private Path directory;

    private @Nullable Process process;

    @AfterEach
    void end() throws Exception {
        if (process != null) {
            process.destroyForcibly().waitFor();
        }
    }

    /** A drill of {@link SampleJob}, which is to work in the test's directory. */
    private List<String> drill(String... options) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "drill",
                "--job=" + SampleJob.class.getName(),
                "--classpath=" + directory,
                "--java-option=-Xmx256m",
                "--java-option=-XX:TieredStopAtLevel=1",
                "--report=" + directory.resolve("report")));
        command.addAll(List.of(options));
        command.addAll(List.of(
                "--",
                directory.resolve("original").toString(),
                directory.resolve("real-output").toString(),
                "NONE"));
        return command;
    }

    private Process start(List<String> command) throws IOException {
        process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("screen").toFile())
                .start();
        return process;
    }

    private String screen() {
        try {
            return Files.readString(directory.resolve("screen"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int exitCode(Process started) throws InterruptedException {
        assertThat(started.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .as(screen())
                .isTrue();
        return started.exitValue();
    }

    private static String quoted(String argument) {
        return "'" + argument.replace("'", "'\\''") + "'";
    }

    private List<String> processesOfTheDrill() {
        return ProcessHandle.allProcesses()
                .flatMap(one -> one.info().commandLine().stream())
                .filter(line -> line.contains(directory.toString()))
                .toList();
    }

    /**
     * Needs root: a disk is mounted. Ctrl-C reaches all processes at the terminal. Planted defects: the job dies of it, too,
     * and the drill fails; the disk stays mounted.
     */
    @Test
    void ctrlCAtATerminalEndsTheDrillInGoodOrder() throws Exception {
        String shell = drill("--faults=kill,disk-full", "--kills=30", "--minutes=10").stream()
                .map(DrillCommandIT::quoted)
                .collect(Collectors.joining(" ", "exec ", ""));
        // Whoever runs the tests in the background ignores the signal, and so would all that they start.
        Process terminal = start(List.of("env", "--default-signal=INT", "script", "-qefc", shell, "/dev/null"));
        Awaitility.await("a line of a fault, and a status line, which the next line erases")
                .atMost(PATIENCE)
                .until(() -> screen().contains("\r" + ERASE + "1/33 ")
                        && STATUS.matcher(screen()).find());
        OutputStream keys = terminal.getOutputStream();
        keys.write(CTRL_C.getBytes(StandardCharsets.UTF_8));
        keys.flush();
        assertThat(exitCode(terminal)).as(screen()).isEqualTo(3);
        assertThat(screen()).contains("told to stop", "INCONCLUSIVE", "the drill was ended early");
        JsonNode report = JsonMapper.builder()
                .build()
                .readTree(directory.resolve("report/report.json").toFile());
        assertThat(report.get("interrupted").asBoolean()).isTrue();
        assertThat(report.get("faults").size()).isPositive();
        assertThat(report.get("comparisons").size()).isPositive();
        assertThat(directory.resolve("report/report.html")).exists();
        assertThat(Files.readString(Path.of("/proc/mounts"))).doesNotContain(directory.toString());
        assertThat(processesOfTheDrill()).isEmpty();
    }

    /**
     * Real targets get output when that is asked for; functions are not called for that. Planted defects: sinks are recorded
     * in spite of it; a function is called that nobody allowed. Not at a terminal, there are only whole lines; planted: status
     * lines.
     */
    @Test
    void realOutputsAreThoseOfSinks() throws Exception {
        Process drill = start(drill("--real-outputs", "--kills=1", "--minutes=0.1", "--call=replaces"));
        assertThat(exitCode(drill)).as(screen()).isIn(0, 3);
        assertThat(screen())
                .contains("what was published there is not compared")
                .doesNotContain(ESCAPE)
                .doesNotContain("\r");
        for (String sink : List.of("sums", "totals", "items")) {
            assertThat(directory.resolve("real-output").resolve(sink)).isNotEmptyDirectory();
        }
        assertThat(directory.resolve("target/effects")).isNotEmptyDirectory();
        assertThat(directory.resolve("target/effects/appended.txt")).doesNotExist();
        assertThat(directory.resolve("original")).doesNotExist();
    }
}
