package io.holdfast.kafka;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One Kafka server, broker or controller, as a process on a directory of its own. Ends with this JVM at the latest. */
final class KafkaProcess implements AutoCloseable {

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
    private final Thread hook = new Thread(this::destroy, "end-kafka");
    private @Nullable Process process;

    /** Writes the properties and formats the directory. */
    KafkaProcess(Path directory, String heap, String properties) throws IOException {
        this.directory = directory;
        this.heap = heap;
        Files.createDirectories(directory);
        Files.writeString(
                directory.resolve("server.properties"), properties + "log.dirs=" + directory.resolve("data") + "\n");
        Files.writeString(directory.resolve("logback.xml"), LOGBACK);
        format();
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void format() throws IOException {
        Process format =
                launch("kafka.tools.StorageTool", "format", "-t", "abcdefghijklmnopqrstuw", "-c", "server.properties");
        try {
            if (!format.waitFor(60, TimeUnit.SECONDS) || format.exitValue() != 0) {
                throw new IllegalStateException("formatting failed:\n" + log());
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        } finally {
            format.destroyForcibly();
        }
    }

    void start() {
        try {
            process = launch("kafka.Kafka", "server.properties");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Process launch(String main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                heap,
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dlogback.configurationFile=" + directory.resolve("logback.xml"),
                "-cp",
                System.getProperty("java.class.path"),
                main));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("server.log").toFile()))
                .start();
    }

    boolean isAlive() {
        return running().isAlive();
    }

    String log() {
        try {
            return Files.readString(directory.resolve("server.log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void kill() {
        try {
            running().destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }

    void signal(String name) {
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
        kill();
        Runtime.getRuntime().removeShutdownHook(hook);
    }
}
