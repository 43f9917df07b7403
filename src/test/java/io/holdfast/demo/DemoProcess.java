package io.holdfast.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.cli.Main;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** The command line in a JVM of its own, whose output goes to a file. Killed at the end, if nothing else has ended it. */
final class DemoProcess implements AutoCloseable {

    /** A line of the table: batch, clicks, perhaps a rate, open and ended sessions. */
    private static final Pattern ROW =
            Pattern.compile("(?m)^ +(\\d+) +click ([\\d,]+) +(?:[\\d,]+ +)?([\\d,]+) +([\\d,]+) +[\\d,]+ [KM]B ");

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Process process;
    private final Path output;

    private DemoProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** Runs the demo in a directory, which is also where temporary files go. */
    static DemoProcess start(Path directory, String... arguments) throws IOException {
        Path output = Files.createTempFile(directory, "output", ".log");
        Path temporary = Files.createDirectories(directory.resolve("tmp"));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-Djava.io.tmpdir=" + temporary,
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "demo"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        return new DemoProcess(process, output);
    }

    String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for a place in the output. */
    MatchResult await(String pattern) {
        Pattern compiled = Pattern.compile(pattern);
        return Awaitility.await(pattern)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(
                        () -> {
                            List<MatchResult> found =
                                    compiled.matcher(output()).results().toList();
                            assertAlive(!found.isEmpty());
                            return found;
                        },
                        found -> !found.isEmpty())
                .get(0);
    }

    /** What a line of the table says. */
    record Row(long batch, long clicks, long endedSessions) {}

    /** Waits for this many lines of the table, and for sessions that have ended; returns the last line. */
    Row awaitRows(int count) {
        return last(Awaitility.await(count + " lines")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(this::rows, rows -> rows.size() >= count && last(rows).endedSessions() > 0));
    }

    private static Row last(List<Row> rows) {
        return rows.get(rows.size() - 1);
    }

    private List<Row> rows() {
        List<Row> rows = ROW.matcher(output())
                .results()
                .map(row -> new Row(number(row.group(1)), number(row.group(2)), number(row.group(4))))
                .toList();
        assertAlive(false);
        return rows;
    }

    static long number(String text) {
        return Long.parseLong(text.replace(",", ""));
    }

    private void assertAlive(boolean orDone) {
        assertThat(orDone || process.isAlive())
                .as("the demo has ended too early:%n%s", output())
                .isTrue();
    }

    void killHard() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Sends SIGTERM. */
    void terminate() {
        process.destroy();
    }

    int exitCode() throws InterruptedException {
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .as("the demo has ended:%n%s", output())
                .isTrue();
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
