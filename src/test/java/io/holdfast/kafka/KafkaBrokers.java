package io.holdfast.kafka;

import io.holdfast.process.FreePorts;
import io.holdfast.process.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.awaitility.Awaitility;

/**
 * Several real brokers, each in a JVM of its own, to be killed one by one; nodes are counted from 0. What is acknowledged
 * is on two of them at least, unless a topic says otherwise. The offsets of groups and the transactions are in one
 * partition each, so that one can tell whose death hits them. The controller is another process, which is never killed;
 * {@link KafkaBroker} tells why.
 */
public final class KafkaBrokers implements KafkaCluster {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int CONTROLLER = 100;

    private final List<Integer> ports;
    private final ServerProcess controller;
    private final List<ServerProcess> brokers;

    private KafkaBrokers(List<Integer> ports, ServerProcess controller, List<ServerProcess> brokers) {
        this.ports = ports;
        this.controller = controller;
        this.brokers = brokers;
    }

    /** Formats the directories, starts so many brokers and waits until all of them are there. */
    public static KafkaBrokers start(Path directory, int count) {
        try {
            List<Integer> ports = FreePorts.find(count + 1);
            int controllerPort = ports.get(count);
            ServerProcess controller = KafkaProcess.formatted(
                    directory.resolve("controller"), "-Xmx256m", controllerProperties(controllerPort));
            List<ServerProcess> brokers = new ArrayList<>();
            for (int node = 0; node < count; node++) {
                brokers.add(KafkaProcess.formatted(
                        directory.resolve("broker-" + node),
                        "-Xmx384m",
                        brokerProperties(node, ports.get(node), controllerPort, count)));
            }
            KafkaBrokers cluster = new KafkaBrokers(ports.subList(0, count), controller, brokers);
            controller.start();
            brokers.forEach(ServerProcess::start);
            cluster.awaitAlive(count);
            return cluster;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String controllerProperties(int port) {
        return """
                process.roles=controller
                node.id=%1$d
                controller.quorum.voters=%1$d@127.0.0.1:%2$d
                listeners=CONTROLLER://127.0.0.1:%2$d
                controller.listener.names=CONTROLLER
                listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
                """
                .formatted(CONTROLLER, port);
    }

    private static String brokerProperties(int node, int port, int controllerPort, int count) {
        return """
                process.roles=broker
                node.id=%1$d
                controller.quorum.voters=%2$d@127.0.0.1:%3$d
                listeners=PLAINTEXT://127.0.0.1:%4$d
                advertised.listeners=PLAINTEXT://127.0.0.1:%4$d
                controller.listener.names=CONTROLLER
                listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
                inter.broker.listener.name=PLAINTEXT
                auto.create.topics.enable=false
                log.retention.ms=-1
                default.replication.factor=%5$d
                min.insync.replicas=%6$d
                offsets.topic.replication.factor=%5$d
                offsets.topic.num.partitions=1
                transaction.state.log.replication.factor=%5$d
                transaction.state.log.min.isr=%6$d
                transaction.state.log.num.partitions=1
                share.coordinator.state.topic.replication.factor=1
                share.coordinator.state.topic.min.isr=1
                group.initial.rebalance.delay.ms=0
                broker.heartbeat.interval.ms=500
                replica.lag.time.max.ms=6000
                """
                .formatted(node, CONTROLLER, controllerPort, port, count, Math.min(2, count));
    }

    @Override
    public String bootstrapServers() {
        return ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
    }

    /** A new admin client of these brokers. */
    public Admin admin() {
        return Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers()));
    }

    @Override
    public void createTopic(String name, int partitions) {
        createTopic(new NewTopic(name, partitions, (short) brokers.size()));
    }

    /** Creates a topic and waits until all its replicas are in sync. */
    public void createTopic(NewTopic topic) {
        try (Admin admin = admin()) {
            admin.createTopics(List.of(topic)).all().get(60, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        awaitInSync(topic.name());
    }

    /** The node that leads a partition. */
    public int leader(String topic, int partition) {
        Node leader = describe(topic).partitions().get(partition).leader();
        if (leader == null) {
            throw new IllegalStateException(topic + "-" + partition + " has no leader");
        }
        return leader.id();
    }

    private TopicDescription describe(String topic) {
        try (Admin admin = admin()) {
            return admin.describeTopics(List.of(topic))
                    .allTopicNames()
                    .get(30, TimeUnit.SECONDS)
                    .get(topic);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Kills a broker with SIGKILL. */
    public void killHard(int node) {
        brokers.get(node).kill();
    }

    /** Starts a broker that was killed, on its data and its port. */
    public void restart(int node) {
        brokers.get(node).start();
    }

    /** Waits until every replica of a topic has what its leader has. */
    public void awaitInSync(String topic) {
        await("all replicas of " + topic + " in sync", () -> describe(topic).partitions().stream()
                .allMatch(partition ->
                        partition.isr().size() == partition.replicas().size()));
    }

    /** Waits until one node is the only one that has what was acknowledged, as far as the controller knows. */
    public void awaitOnlyInSync(int node, String topic, int partition) {
        await("only " + node + " in sync", () -> describe(topic).partitions().get(partition).isr().stream()
                .map(Node::id)
                .toList()
                .equals(List.of(node)));
    }

    /** Waits until some node leads the partition, and it is not one of those given. */
    public void awaitLeaderOtherThan(int node, String topic, int partition) {
        await("another leader of " + topic + "-" + partition, () -> leader(topic, partition) != node);
    }

    private void awaitAlive(int count) {
        try (Admin admin = admin()) {
            await(count + " brokers", () -> {
                requireRunning();
                return admin.describeCluster().nodes().get(5, TimeUnit.SECONDS).size() == count;
            });
        }
    }

    private void requireRunning() {
        IntStream.range(0, brokers.size())
                .filter(node -> !brokers.get(node).isAlive())
                .forEach(node -> {
                    throw new AssertionError("broker " + node + " ended:\n" + controller.log()
                            + brokers.get(node).log());
                });
    }

    /** Brokers that change hands answer with errors meanwhile. */
    private static void await(String what, Callable<Boolean> condition) {
        Awaitility.await(what).atMost(PATIENCE).ignoreExceptions().until(condition);
    }

    @Override
    public void close() {
        try (controller) {
            brokers.forEach(ServerProcess::close);
        }
    }
}
