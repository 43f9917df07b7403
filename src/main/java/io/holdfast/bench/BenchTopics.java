package io.holdfast.bench;

import io.holdfast.common.Workers;
import io.holdfast.failure.ConfigurationException;
import io.holdfast.kafka.AdminProperties;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Topics of one run at a user's Kafka, and the groups that go with them: named so that they meet no others. */
final class BenchTopics {

    /** How long any answer of Kafka is waited for. */
    static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final Duration PAUSE = Duration.ofMillis(100);

    private final String servers;
    private final Workers workers;
    private final String prefix = "holdfast-bench-"
            + HexFormat.of().toHexDigits((int) UUID.randomUUID().getMostSignificantBits()) + "-";
    private final List<String> topics = new ArrayList<>();

    private BenchTopics(String servers, Workers workers) {
        this.servers = servers;
        this.workers = workers;
    }

    /** At these servers, which must answer. */
    static BenchTopics at(String servers, Workers workers) throws Exception {
        BenchTopics topics = new BenchTopics(servers, workers);
        topics.ask(admin -> {
            var unused = topics.await(admin.describeCluster().nodes());
        });
        return topics;
    }

    String servers() {
        return servers;
    }

    String prefix() {
        return prefix;
    }

    /** Creates a topic and waits until it is known; returns its name. */
    String create(String name, int partitions) throws Exception {
        String topic = prefix + name;
        topics.add(topic);
        ask(admin -> {
            await(admin.createTopics(List.of(new NewTopic(topic, Optional.of(partitions), Optional.empty())))
                    .all());
            while (!isKnown(admin, topic)) {
                workers.await(new CompletableFuture<>(), PAUSE);
            }
        });
        return topic;
    }

    private boolean isKnown(Admin admin, String topic) throws Exception {
        try {
            var unused = await(admin.describeTopics(List.of(topic)).allTopicNames());
            return true;
        } catch (UnknownTopicOrPartitionException e) {
            return false;
        }
    }

    /** Deletes all topics and the groups of their jobs; returns the topics that could not be. */
    List<String> delete() {
        try {
            ask(admin -> {
                for (String topic : List.copyOf(topics)) {
                    await(admin.deleteTopics(List.of(topic)).all());
                    topics.remove(topic);
                }
                deleteGroups(admin);
            });
        } catch (Exception e) {
            // The caller says what is left.
        }
        return topics;
    }

    private void deleteGroups(Admin admin) throws Exception {
        List<String> groups = await(admin.listGroups().all()).stream()
                .map(group -> group.groupId())
                .filter(group -> group.contains(prefix))
                .toList();
        try {
            await(admin.deleteConsumerGroups(groups).all());
        } catch (GroupIdNotFoundException e) {
            // They went with their topics.
        }
    }

    /** Closed at once: otherwise it would wait for answers that nobody waits for any more. */
    private void ask(Question question) throws Exception {
        Admin admin = Admin.create(AdminProperties.of(servers, prefix + "admin", PATIENCE, Map.of()));
        try {
            question.ask(admin);
        } finally {
            admin.close(Duration.ZERO);
        }
    }

    private interface Question {
        void ask(Admin admin) throws Exception;
    }

    private <T> T await(KafkaFuture<T> future) throws Exception {
        CompletableFuture<T> answer = future.toCompletionStage().toCompletableFuture();
        if (!workers.await(answer, PATIENCE)) {
            throw new ConfigurationException("--kafka: no answer from " + servers + " within " + PATIENCE.toSeconds()
                    + " s; check that Kafka runs there and can be reached from here");
        }
        return workers.await(answer);
    }
}
