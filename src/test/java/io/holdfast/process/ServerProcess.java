package io.holdfast.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A server of somebody else's as a process on a directory of its own, with the class path of the tests. Can be killed and
 * started again; ends with this JVM at the latest.
 */
public final class ServerProcess implements AutoCloseable {

    private static final String LOGBACK =
            """
            <configuration>
              <appender name="CONSOLE" class="ch.qos.logback.core.ConsoleAppender">
                <encoder><pattern>%d{HH:mm:ss.SSS} %-5level %logger{20} %msg%n</pattern></encoder>
              </appender>
              <root level="INFO"><appender-ref ref="CONSOLE"/></root>
            </configuration>
            """;

    private final Path directory;
    private final String heap;
    private final List<String> classPath;
    private final List<String> main;
    private final Thread hook = new Thread(this::destroy, "end-server");
    private @Nullable Process process;

    /**
     * Makes the directory.
     *
     * @param heap an option of Java, such as {@code -Xmx256m}
     * @param classPath entries before the class path of the tests
     * @param main the class that is the server, and its arguments
     */
    public ServerProcess(Path directory, String heap, List<String> classPath, List<String> main) throws IOException {
        this.directory = directory;
        this.heap = heap;
        this.classPath = classPath;
        this.main = main;
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("logback.xml"), LOGBACK);
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Runs a program of the server in its directory, such as one that formats it, and waits for its end. */
    public void run(String... command) throws IOException {
        Process started = launch(List.of(command));
        try {
            if (!started.waitFor(60, TimeUnit.SECONDS) || started.exitValue() != 0) {
                throw new IllegalStateException(String.join(" ", command) + " failed:\n" + log());
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        } finally {
            started.destroyForcibly();
        }
    }

    public void start() {
        try {
            process = launch(main);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Process launch(List<String> program) throws IOException {
        List<String> entries = new ArrayList<>(classPath);
        entries.add(System.getProperty("java.class.path"));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                heap,
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dlogback.configurationFile=" + directory.resolve("logback.xml"),
                "-cp",
                String.join(java.io.File.pathSeparator, entries)));
        command.addAll(program);
        return new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("server.log").toFile()))
                .start();
    }

    public boolean isAlive() {
        return running().isAlive();
    }

    /** What all its processes have printed so far. */
    public String log() {
        try {
            return Files.readString(directory.resolve("server.log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Kills with SIGKILL. */
    public void kill() {
        try {
            running().destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Sends a signal, such as {@code STOP}. */
    public void signal(String name) {
        try {
            Process kill = new ProcessBuilder(
                            "kill", "-" + name, Long.toString(running().pid()))
                    .start();
            if (kill.waitFor() != 0) {
                throw new IllegalStateException(
                        "kill -" + name + " " + running().pid() + " failed");
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Process running() {
        return Objects.requireNonNull(process, "not started");
    }

    private void destroy() {
        Process started = process;
        if (started != null) {
            started.destroyForcibly();
        }
    }

    @Override
    public void close() {
        if (process != null) {
            kill();
        }
        Runtime.getRuntime().removeShutdownHook(hook);
    }
}
