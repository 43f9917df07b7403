package io.holdfast.kafka;

import io.holdfast.process.FreePorts;
import io.holdfast.process.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;

/**
 * A real broker in a JVM of its own, so that it can be killed and stopped like one. Its data stays in the directory over
 * {@link #killHard} and {@link #restart}. Retention is off, since tests write timestamps of long ago.
 *
 * <p>The controller is another process, which is never killed. A node that is both takes itself, after a hard restart,
 * for the leader that it was, until the controller in it ends its old session; if it has transactions to end in that
 * time, it skips the partitions as "likely deleted" (seen on 4.4.0), which breaks every promise of transactions.
 */
public final class KafkaBroker implements KafkaCluster {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final int port;
    private final int frontPort;
    private final ServerProcess controller;
    private final ServerProcess broker;

    private KafkaBroker(List<Integer> ports, ServerProcess controller, ServerProcess broker) {
        port = ports.get(0);
        frontPort = ports.get(2);
        this.controller = controller;
        this.broker = broker;
    }

    /** Formats the directory, starts a broker in it and waits until it answers. */
    public static KafkaBroker start(Path directory) {
        return start(directory, Map.of());
    }

    /** As {@link #start(Path)}, with broker properties besides those that a single small broker needs. */
    public static KafkaBroker start(Path directory, Map<String, String> properties) {
        return start(directory, FreePorts.find(3), properties);
    }

    /**
     * As {@link #start(Path)}, with a second port, {@link #frontPort}, whose clients are told to connect to yet another one:
     * there, something between them and the broker listens.
     */
    public static KafkaBroker startBehind(Path directory, int advertisedPort) {
        List<Integer> ports = FreePorts.find(3);
        return start(
                directory,
                ports,
                Map.of(
                        "listeners",
                        "PLAINTEXT://127.0.0.1:" + ports.get(0) + ",FRONT://127.0.0.1:" + ports.get(2),
                        "advertised.listeners",
                        "PLAINTEXT://127.0.0.1:" + ports.get(0) + ",FRONT://127.0.0.1:" + advertisedPort,
                        "listener.security.protocol.map",
                        "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,FRONT:PLAINTEXT"));
    }

    private static KafkaBroker start(Path directory, List<Integer> ports, Map<String, String> properties) {
        try {
            ServerProcess controller = KafkaProcess.formatted(
                    directory.resolve("controller"), "-Xmx256m", controllerProperties(ports.get(1)));
            ServerProcess broker = KafkaProcess.formatted(
                    directory.resolve("broker"), "-Xmx512m", brokerProperties(ports, properties));
            controller.start();
            KafkaBroker started = new KafkaBroker(ports, controller, broker);
            started.restart();
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String controllerProperties(int port) {
        return """
                process.roles=controller
                node.id=2
                controller.quorum.voters=2@127.0.0.1:%1$d
                listeners=CONTROLLER://127.0.0.1:%1$d
                controller.listener.names=CONTROLLER
                listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
                broker.session.timeout.ms=3000
                """
                .formatted(port);
    }

    private static String brokerProperties(List<Integer> ports, Map<String, String> properties) {
        StringBuilder text = new StringBuilder(
                """
                process.roles=broker
                node.id=1
                controller.quorum.voters=2@127.0.0.1:%2$d
                listeners=PLAINTEXT://127.0.0.1:%1$d
                advertised.listeners=PLAINTEXT://127.0.0.1:%1$d
                controller.listener.names=CONTROLLER
                listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
                inter.broker.listener.name=PLAINTEXT
                auto.create.topics.enable=false
                log.retention.ms=-1
                offsets.topic.replication.factor=1
                offsets.topic.num.partitions=4
                transaction.state.log.replication.factor=1
                transaction.state.log.min.isr=1
                transaction.state.log.num.partitions=4
                share.coordinator.state.topic.replication.factor=1
                share.coordinator.state.topic.min.isr=1
                group.initial.rebalance.delay.ms=0
                broker.heartbeat.interval.ms=500
                """
                        .formatted(ports.get(0), ports.get(1)));
        properties.forEach(
                (name, value) -> text.append(name).append('=').append(value).append('\n'));
        return text.toString();
    }

    /** What the broker has logged so far. */
    public String log() {
        return broker.log();
    }

    /** Starts the broker again on its data and its port, and waits until it answers. */
    public void restart() {
        broker.start();
        try (Admin admin = admin()) {
            Awaitility.await("broker").atMost(PATIENCE).until(() -> {
                if (!broker.isAlive() || !controller.isAlive()) {
                    throw new IllegalStateException("Kafka ended:\n" + controller.log() + broker.log());
                }
                try {
                    return !admin.describeCluster()
                            .nodes()
                            .get(5, TimeUnit.SECONDS)
                            .isEmpty();
                } catch (ExecutionException | TimeoutException e) {
                    return false;
                }
            });
        }
    }

    @Override
    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    /** Where the connections lead that {@link #startBehind} has sent elsewhere. */
    public int frontPort() {
        return frontPort;
    }

    /** A new admin client of this broker. */
    public Admin admin() {
        return Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers()));
    }

    @Override
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
        broker.kill();
    }

    /** Stops the broker with SIGSTOP: connections stay, answers do not come. */
    public void pause() {
        broker.signal("STOP");
    }

    /** Lets a paused broker go on. */
    public void resume() {
        broker.signal("CONT");
    }

    @Override
    public void close() {
        try (controller) {
            broker.close();
        }
    }
}
