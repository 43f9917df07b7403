package io.holdfast.demo;

import io.holdfast.common.TimeSource;
import io.holdfast.common.Workers;
import io.holdfast.failure.ConfigurationException;
import io.holdfast.failure.SourceException;
import io.holdfast.kafka.AdminProperties;
import io.holdfast.kafka.BrokerWait;
import io.holdfast.kafka.ClientOptions;
import io.holdfast.sink.kafka.KafkaSink;
import io.holdfast.source.kafka.KafkaRecord;
import io.holdfast.source.kafka.KafkaSource;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** The topics of the demo: clicks in, ended sessions out. One partition of clicks for each split of the shop. */
final class KafkaShop {

    static final String CLICKS = "holdfast-demo-clicks";
    static final String SESSIONS = "holdfast-demo-sessions";

    private static final Duration BROKER_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);
    private static final int LOOKS = 300;

    private final String servers;
    private final Workers workers;
    private final BrokerWait broker;

    KafkaShop(String servers, Workers workers, TimeSource time) {
        ClientOptions options = new ClientOptions("the demo");
        options.requireServers(servers);
        options.check();
        this.servers = servers;
        this.workers = workers;
        broker = new BrokerWait(workers, time, "demo", servers, BROKER_TIMEOUT, SourceException::new);
    }

    /** Creates the topics that are missing and returns the end of each partition of clicks. */
    long[] open() throws Exception {
        try (Admin admin = Admin.create(AdminProperties.of(servers, "holdfast-demo-admin", BROKER_TIMEOUT, Map.of()))) {
            create(admin, CLICKS);
            create(admin, SESSIONS);
            requirePartitions(describe(admin, CLICKS));
            describe(admin, SESSIONS);
            return ends(admin);
        }
    }

    private void create(Admin admin, String topic) throws Exception {
        try {
            NewTopic created = new NewTopic(topic, Optional.of(Shop.SPLITS), Optional.empty());
            await(admin.createTopics(List.of(created)).all(), "create topic " + topic);
        } catch (TopicExistsException e) {
            // So the demo has run here before.
        }
    }

    /** A broker may learn of a new topic a little later than the one that created it. */
    private TopicDescription describe(Admin admin, String topic) throws Exception {
        for (int look = 0; ; look++) {
            try {
                return await(
                        admin.describeTopics(List.of(topic)).topicNameValues().get(topic), "describe topic " + topic);
            } catch (UnknownTopicOrPartitionException e) {
                if (look == LOOKS) {
                    throw new SourceException("topic " + topic + " was created but does not appear at " + servers, e);
                }
                workers.await(new CompletableFuture<>(), BETWEEN_LOOKS);
            }
        }
    }

    private static void requirePartitions(TopicDescription topic) {
        if (topic.partitions().size() != Shop.SPLITS) {
            throw new ConfigurationException("topic " + topic.name() + " has "
                    + topic.partitions().size() + " partitions, the demo needs " + Shop.SPLITS
                    + ": delete the topic and the demo's checkpoint directory, and start again");
        }
    }

    private long[] ends(Admin admin) throws Exception {
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        for (int split = 0; split < Shop.SPLITS; split++) {
            latest.put(new TopicPartition(CLICKS, split), OffsetSpec.latest());
        }
        long[] ends = new long[Shop.SPLITS];
        for (Map.Entry<TopicPartition, ListOffsetsResultInfo> end : await(
                        admin.listOffsets(latest).all(), "list the offsets of " + CLICKS)
                .entrySet()) {
            ends[end.getKey().partition()] = end.getValue().offset();
        }
        return ends;
    }

    private <T> T await(@Nullable KafkaFuture<T> future, String action) throws Exception {
        return broker.await(
                java.util.Objects.requireNonNull(future).toCompletionStage().toCompletableFuture(), action);
    }

    KafkaSource<String, String> clicks() {
        return KafkaSource.<String, String>builder(StringDeserializer::new, StringDeserializer::new)
                .bootstrapServers(servers)
                .topics(CLICKS)
                .build();
    }

    /** The place of a click is its place in the topic: what the job promises begins there. */
    static Click click(KafkaRecord<String, String> entry) {
        String visitor = entry.key();
        String text = entry.value();
        if (visitor == null || text == null) {
            throw new IllegalArgumentException("a click needs a key and a value, found " + entry);
        }
        return Click.parse(entry.partition(), entry.offset(), visitor, text);
    }

    KafkaSink<Session> sessions() {
        return KafkaSink.<Session>builder()
                .bootstrapServers(servers)
                .topic(SESSIONS)
                .key(session -> Long.toString(session.visitor()), StringSerializer::new)
                .value(Session::line, StringSerializer::new)
                .build();
    }
}
