package io.holdfast.kafka;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A real broker (and controller) in a JVM of its own, so that it can be killed and stopped like one. Its data stays in
 * the directory over {@link #killHard} and {@link #restart}. Ends with the JVM that started it at the latest.
 */
public final class KafkaBroker implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Path directory;
    private final int port;
    private @Nullable Process process;
    private final Thread hook = new Thread(this::destroy, "end-kafka-broker");

    private KafkaBroker(Path directory, int port) {
        this.directory = directory;
        this.port = port;
    }

    /** Formats the directory, starts a broker in it and waits until it answers. */
    public static KafkaBroker start(Path directory) {
        return start(directory, Map.of());
    }

    /** As {@link #start(Path)}, with server properties besides those that a single small broker needs. */
    public static KafkaBroker start(Path directory, Map<String, String> properties) {
        try {
            Files.createDirectories(directory);
            int[] ports = freePorts();
            KafkaBroker broker = new KafkaBroker(directory, ports[0]);
            Files.writeString(directory.resolve("server.properties"), config(directory, ports, properties));
            Files.writeString(directory.resolve("logback.xml"), LOGBACK);
            broker.format();
            Runtime.getRuntime().addShutdownHook(broker.hook);
            broker.restart();
            return broker;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final String LOGBACK =
            """
            <configuration>
              <appender name="CONSOLE" class="ch.qos.logback.core.ConsoleAppender">
                <encoder><pattern>%d{HH:mm:ss.SSS} %-5level %logger{20} %msg%n</pattern></encoder>
              </appender>
              <root level="INFO"><appender-ref ref="CONSOLE"/></root>
            </configuration>
            """;

    private static String config(Path directory, int[] ports, Map<String, String> properties) {
        StringBuilder text = new StringBuilder(
                """
                process.roles=broker,controller
                node.id=1
                controller.quorum.voters=1@127.0.0.1:%2$d
                listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
                advertised.listeners=PLAINTEXT://127.0.0.1:%1$d
                controller.listener.names=CONTROLLER
                listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
                inter.broker.listener.name=PLAINTEXT
                log.dirs=%3$s
                auto.create.topics.enable=false
                offsets.topic.replication.factor=1
                offsets.topic.num.partitions=4
                transaction.state.log.replication.factor=1
                transaction.state.log.min.isr=1
                transaction.state.log.num.partitions=4
                share.coordinator.state.topic.replication.factor=1
                share.coordinator.state.topic.min.isr=1
                group.initial.rebalance.delay.ms=0
                broker.session.timeout.ms=3000
                broker.heartbeat.interval.ms=500
                """
                        .formatted(ports[0], ports[1], directory.resolve("data")));
        properties.forEach(
                (name, value) -> text.append(name).append('=').append(value).append('\n'));
        return text.toString();
    }

    private static int[] freePorts() throws IOException {
        InetAddress local = InetAddress.getLoopbackAddress();
        try (ServerSocket one = new ServerSocket(0, 1, local);
                ServerSocket other = new ServerSocket(0, 1, local)) {
            return new int[] {one.getLocalPort(), other.getLocalPort()};
        }
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

    private Process launch(String main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
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
                .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile().toFile()))
                .start();
    }

    private Path logFile() {
        return directory.resolve("broker.log");
    }

    /** What the broker has logged so far. */
    public String log() {
        try {
            return Files.readString(logFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts the broker again on its data and its port, and waits until it answers. */
    public void restart() {
        Process started;
        try {
            started = launch("kafka.Kafka", "server.properties");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        process = started;
        try (Admin admin = admin()) {
            Awaitility.await("broker").atMost(PATIENCE).until(() -> {
                if (!started.isAlive()) {
                    throw new IllegalStateException("the broker ended:\n" + log());
                }
                try {
                    return !admin.describeCluster()
                            .nodes()
                            .get(5, TimeUnit.SECONDS)
                            .isEmpty();
                } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
                    return false;
                }
            });
        }
    }

    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    /** A new admin client of this broker. */
    public Admin admin() {
        return Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers()));
    }

    public void createTopic(String name, int partitions) {
        createTopic(name, partitions, Map.of());
    }

    /** Creates a topic with settings of its own, and waits until the broker knows it. */
    public void createTopic(String name, int partitions, Map<String, String> settings) {
        try (Admin admin = admin()) {
            admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1).configs(settings)))
                    .all()
                    .get(30, TimeUnit.SECONDS);
            awaitPartitions(admin, name, partitions);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Raises the number of partitions. */
    public void addPartitions(String topic, int total) {
        try (Admin admin = admin()) {
            admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(total)))
                    .all()
                    .get(30, TimeUnit.SECONDS);
            awaitPartitions(admin, topic, total);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void awaitPartitions(Admin admin, String topic, int partitions) {
        Awaitility.await("partitions of " + topic)
                .atMost(PATIENCE)
                .ignoreExceptions()
                .until(() ->
                        admin.describeTopics(List.of(topic)).allTopicNames().get(5, TimeUnit.SECONDS).values().stream()
                                .allMatch(found -> found.partitions().size() == partitions));
    }

    /** Deletes a topic and waits until the broker has forgotten it. */
    public void deleteTopic(String name) {
        try (Admin admin = admin()) {
            admin.deleteTopics(List.of(name)).all().get(30, TimeUnit.SECONDS);
            Awaitility.await("deletion of " + name)
                    .atMost(PATIENCE)
                    .until(() ->
                            !admin.listTopics().names().get(5, TimeUnit.SECONDS).contains(name));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Deletes the records before an offset, as retention would. */
    public void deleteRecords(String topic, int partition, long before) {
        try (Admin admin = admin()) {
            admin.deleteRecords(Map.of(new TopicPartition(topic, partition), RecordsToDelete.beforeOffset(before)))
                    .all()
                    .get(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Kills the broker with SIGKILL. */
    public void killHard() {
        try {
            running().destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Stops the broker with SIGSTOP: connections stay, answers do not come. */
    public void pause() {
        signal("STOP");
    }

    /** Lets a paused broker go on. */
    public void resume() {
        signal("CONT");
    }

    private void signal(String name) {
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
        Process running = process;
        if (running != null) {
            running.destroyForcibly();
        }
    }

    @Override
    public void close() {
        killHard();
        Runtime.getRuntime().removeShutdownHook(hook);
    }
}
