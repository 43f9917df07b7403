package io.holdfast.chaos;

import io.holdfast.common.ThreadWorkers;
import io.holdfast.common.Worker;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A job in a JVM of its own, to be killed, stopped and watched. What it prints is kept, with the time at which it was
 * read, and appended to a log file. Ends with the JVM that started it at the latest. Used by one thread.
 */
final class JobProcess implements AutoCloseable {

    /** 128 + 9: how a process that died of SIGKILL, and of nothing else, is reported. */
    private static final int EXIT_SIGKILL = 137;

    private static final Duration POLL = Duration.ofMillis(2);
    private static final Duration THREADS_PRINTED = Duration.ofSeconds(5);

    private static final String LOGBACK =
            """
            <configuration>
              <appender name="CONSOLE" class="ch.qos.logback.core.ConsoleAppender">
                <encoder><pattern>%d{HH:mm:ss.SSS} %-5level [%thread] %logger{20} %msg%n</pattern></encoder>
              </appender>
              <logger name="org.apache.kafka" level="ERROR"/>
              <root level="INFO"><appender-ref ref="CONSOLE"/></root>
            </configuration>
            """;

    private final Process process;
    private final long launchedNanos = System.nanoTime();
    private final List<Line> lines = new CopyOnWriteArrayList<>();
    private final Worker reader;
    private final Path log;

    /** A line of output, and when it was read, by {@link System#nanoTime}. */
    record Line(long nanos, String text) {}

    private JobProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
        reader = new ThreadWorkers("chaos").start("output-" + process.pid());
        var unused = reader.submit(this::read);
    }

    /** Starts the job; its output is appended to the log file. */
    static JobProcess start(RunningSumsJob job, Path log) throws IOException {
        return start(Launch.of(job), log);
    }

    /** The same, with a say in how. */
    static JobProcess start(Launch launch, Path log) throws IOException {
        Path logback = log.resolveSibling("logback-job.xml");
        Files.writeString(logback, LOGBACK);
        return new JobProcess(launch.process(logback).start(), log);
    }

    private boolean read() throws IOException {
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
                BufferedWriter copy =
                        Files.newBufferedWriter(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            for (String text = output.readLine(); text != null; text = output.readLine()) {
                lines.add(new Line(System.nanoTime(), text));
                copy.write(process.pid() + " " + text);
                copy.newLine();
                copy.flush();
            }
        }
        return true;
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    long launchedNanos() {
        return launchedNanos;
    }

    /** The first line that contains the text, or null. */
    @Nullable
    Line find(String text) {
        for (Line line : lines) {
            if (line.text().contains(text)) {
                return line;
            }
        }
        return null;
    }

    /** How many lines contain the text. */
    long count(String text) {
        return lines.stream().filter(line -> line.text().contains(text)).count();
    }

    /** Waits for the first line that contains the text; fails if the process ends without it. */
    Line await(String text, Duration atMost) {
        awaitCount(text, 1, atMost);
        Line line = find(text);
        if (line == null) {
            throw new IllegalStateException("no line with " + text);
        }
        return line;
    }

    /** Waits for so many lines that contain the text; fails if the process ends without them, and says what it does if they do not come. */
    void awaitCount(String text, long count, Duration atMost) {
        try {
            awaitLines(text, count, atMost);
        } catch (ConditionTimeoutException e) {
            throw new IllegalStateException(
                    e.getMessage() + "; its output is in " + log + " and ends with\n" + threads(), e);
        }
    }

    /** A JVM that gets SIGQUIT prints what its threads do. */
    private String threads() {
        int before = lines.size();
        try {
            signal("QUIT");
            process.waitFor(THREADS_PRINTED.toNanos(), TimeUnit.NANOSECONDS);
        } catch (Exception e) {
            return tail() + "\n(no list of threads: " + e + ")";
        }
        List<String> printed = lines.stream().skip(before).map(Line::text).toList();
        return tail() + "\n" + String.join("\n", printed);
    }

    private void awaitLines(String text, long count, Duration atMost) {
        Awaitility.await(count + " lines with " + text)
                .atMost(atMost)
                .pollDelay(Duration.ZERO)
                .pollInterval(POLL)
                .until(() -> {
                    boolean alive = process.isAlive();
                    if (!alive) {
                        reader.close();
                    }
                    if (count(text) >= count) {
                        return true;
                    }
                    if (!alive) {
                        throw new IllegalStateException("the job ended with " + process.exitValue() + " before " + count
                                + " lines with " + text + "; its output is in " + log + " and ends with\n" + tail());
                    }
                    return false;
                });
    }

    /** Lets time pass while the job runs; fails if the job ends meanwhile. */
    void letRun(Duration time) throws InterruptedException {
        if (process.waitFor(time.toNanos(), TimeUnit.NANOSECONDS)) {
            reader.close();
            throw new IllegalStateException("the job ended with " + process.exitValue()
                    + " by itself; its output is in " + log + " and ends with\n" + tail());
        }
    }

    /** SIGKILL. True if that is what ended the process: one that had already ended does not count. */
    boolean killHard() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
        reader.close();
        return process.exitValue() == EXIT_SIGKILL;
    }

    /** SIGSTOP: the process keeps its locks and connections and does nothing. */
    void pause() throws Exception {
        signal("STOP");
    }

    /** SIGCONT. */
    void resume() throws Exception {
        signal("CONT");
    }

    /** SIGTERM; returns the exit code. */
    int terminate(Duration atMost) throws Exception {
        signal("TERM");
        return awaitExit(atMost);
    }

    /** Sends a signal and does not wait for what comes of it. */
    void signal(String name) throws Exception {
        Command.run("kill", "-" + name, Long.toString(process.pid()));
    }

    /** The same for a process that may have ended just now. */
    void signalUnlessEnded(String name) throws Exception {
        try {
            signal(name);
        } catch (IllegalStateException e) {
            if (process.isAlive()) {
                throw e;
            }
        }
    }

    /** Waits until the process ends by itself; returns the exit code. */
    int awaitExit(Duration atMost) throws InterruptedException {
        if (!process.waitFor(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new IllegalStateException(
                    "the job did not end within " + atMost + "; its output is in " + log + " and ends with\n" + tail());
        }
        reader.close();
        return process.exitValue();
    }

    /** All output so far. */
    String output() {
        return String.join("\n", lines.stream().map(Line::text).toList());
    }

    private String tail() {
        List<String> texts = lines.stream().map(Line::text).toList();
        return String.join("\n", texts.subList(Math.max(0, texts.size() - 40), texts.size()));
    }

    @Override
    public void close() throws Exception {
        killHard();
    }
}
