package io.holdfast.bench;

import io.holdfast.bench.ChildOutput.Said;
import io.holdfast.common.TimeSource;
import io.holdfast.failure.ConfigurationException;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;

/**
 * A job in a JVM of its own, seen from outside. It ends with this process at the latest, however that ends. For one thread, but
 * {@link #kill}.
 */
final class ChildJvm implements AutoCloseable {

    /** Ctrl-C at a terminal goes to all processes there: it is for this one, which ends the others itself. */
    private static final List<String> DEAF = List.of("sh", "-c", "trap '' INT; exec \"$@\"", "sh");

    private static final String LOGGING = "logback.configurationFile";
    private static final int LAST_WORDS = 5;

    private final String job;
    private final Process process;
    private final BufferedReader lines;
    private final Path log;
    private final TimeSource time;
    private final LongConsumer progress;
    private final long launchedNanos;
    private final Map<String, Heard> heard = new HashMap<>();

    private record Heard(Said said, double seconds) {}

    private ChildJvm(String job, Process process, Path log, TimeSource time, LongConsumer progress) {
        this.job = job;
        this.process = process;
        this.log = log;
        this.time = time;
        this.progress = progress;
        launchedNanos = time.monotonicNanos();
        lines = process.inputReader(StandardCharsets.UTF_8);
    }

    /**
     * Starts a job.
     *
     * @param log where its errors go
     * @param progress hears how many records are done
     */
    static ChildJvm start(String job, Heap heap, Settings settings, Path log, TimeSource time, LongConsumer progress)
            throws IOException {
        List<String> command = new ArrayList<>(DEAF);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(heap.options());
        command.add("-D" + LOGGING + "=" + System.getProperty(LOGGING, "io/holdfast/cli/logging.xml"));
        command.add("-Dholdfast.log=WARN");
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), ChildMain.class.getName(), job));
        command.addAll(settings.arguments());
        File errors = log.toFile();
        Process process = new ProcessBuilder(command).redirectError(errors).start();
        return new ChildJvm(job, process, log, time, progress);
    }

    /** When it said a word for the last time, in seconds since it was launched; waits for the first time. */
    double seconds(String word) throws IOException {
        return heard(word).seconds();
    }

    /** The number that it said with a word for the last time; waits for the first time. */
    double number(String word) throws IOException {
        return heard(word).said().number();
    }

    private Heard heard(String word) throws IOException {
        while (!heard.containsKey(word)) {
            String line = lines.readLine();
            if (line == null) {
                throw new ConfigurationException(
                        "the process of " + job + " ended before it had measured" + lastWords());
            }
            ChildOutput.parse(line).ifPresent(this::hear);
        }
        return Objects.requireNonNull(heard.get(word));
    }

    private void hear(Said said) {
        heard.put(said.word(), new Heard(said, (time.monotonicNanos() - launchedNanos) / 1e9));
        if (said.word().equals(ChildOutput.RECORDS)) {
            progress.accept((long) said.number());
        }
    }

    /** The percentiles that it says with a name; waits for them. */
    Percentiles percentiles(String name) throws IOException {
        return new Percentiles(number(name + "-p50"), number(name + "-p99"), number(name + "-max"));
    }

    private String lastWords() throws IOException {
        int exit = process.onExit().join().exitValue();
        List<String> printed = Files.readAllLines(log, StandardCharsets.ISO_8859_1).stream()
                .filter(line -> !line.startsWith("\t"))
                .toList();
        return ", with exit code " + exit + (exit > 128 ? " (killed: perhaps there was not enough memory)" : "")
                + printed.stream()
                        .skip(Math.max(0, printed.size() - LAST_WORDS))
                        .map(line -> "\n  " + line)
                        .collect(Collectors.joining());
    }

    /** SIGKILL. Thread-safe. */
    void kill() {
        process.destroyForcibly();
    }

    /** Kills it if it still runs, and waits until it has ended. */
    @Override
    public void close() {
        kill();
        var unused = process.onExit().join();
    }
}
