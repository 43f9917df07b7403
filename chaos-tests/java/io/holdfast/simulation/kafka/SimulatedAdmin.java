package io.holdfast.simulation.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AdminResults;
import org.apache.kafka.clients.admin.AlterConsumerGroupOffsetsResult;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeConfigsResult;
import org.apache.kafka.clients.admin.DescribeTopicsResult;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsResult;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.ListTopicsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** An admin client. Each call is one request, whose answer all its futures share. */
final class SimulatedAdmin {

    private static final String MAX_MESSAGE_BYTES = "1048588";

    private final Connection connection;
    private final Duration timeout;

    SimulatedAdmin(Connection connection, Map<String, Object> config) {
        this.connection = connection;
        Object given = config.get(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG);
        timeout = Duration.ofMillis(given == null ? 60_000 : Long.parseLong(given.toString()));
    }

    private SimulatedKafka kafka() {
        return connection.kafka();
    }

    DescribeTopicsResult describeTopics(Collection<String> names) {
        String request = "describe topics";
        KafkaFuture<Map<String, TopicDescription>> answer = connection.send(request, timeout, () -> {
            boolean nothing = kafka().faults().happens(KafkaFault.EMPTY_METADATA, request);
            boolean fewer = kafka().faults().happens(KafkaFault.MISSING_PARTITION, request);
            Map<String, TopicDescription> found = new HashMap<>();
            for (String name : names) {
                SimulatedTopic topic = kafka().topics().get(name);
                if (topic != null && !nothing) {
                    found.put(name, describe(topic, fewer));
                }
            }
            return found;
        });
        Map<String, KafkaFuture<TopicDescription>> each = new HashMap<>();
        names.forEach(name -> each.put(name, answer.thenApply(found -> {
            if (!found.containsKey(name)) {
                throw new UnknownTopicOrPartitionException("no topic " + name);
            }
            return found.get(name);
        })));
        return AdminResults.topics(each);
    }

    private static TopicDescription describe(SimulatedTopic topic, boolean fewer) {
        int partitions = topic.partitions().size() - (fewer ? 1 : 0);
        List<TopicPartitionInfo> each = IntStream.range(0, partitions)
                .mapToObj(number -> new TopicPartitionInfo(number, null, List.of(), List.of()))
                .toList();
        return new TopicDescription(topic.name(), false, each, Set.of(), topic.id());
    }

    ListTopicsResult listTopics() {
        return AdminResults.names(connection.send(
                "list topics", timeout, () -> new TreeSet<>(kafka().topics().keySet())));
    }

    DescribeConfigsResult describeConfigs(Collection<ConfigResource> resources) {
        Map<ConfigResource, KafkaFuture<Config>> each = new HashMap<>();
        Config config = new Config(List.of(new ConfigEntry(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, MAX_MESSAGE_BYTES)));
        resources.forEach(resource -> each.put(resource, connection.send("describe configs", timeout, () -> {
            kafka().topic(resource.name());
            return config;
        })));
        return AdminResults.configs(each);
    }

    ListOffsetsResult listOffsets(Map<TopicPartition, OffsetSpec> wanted, ListOffsetsOptions options) {
        boolean committedOnly = options.isolationLevel() == IsolationLevel.READ_COMMITTED;
        KafkaFuture<Map<TopicPartition, Long>> answer = connection.send("list offsets", timeout, () -> {
            Map<TopicPartition, Long> offsets = new HashMap<>();
            wanted.forEach((partition, spec) -> offsets.put(partition, offset(partition, spec, committedOnly)));
            return offsets;
        });
        Map<TopicPartition, KafkaFuture<ListOffsetsResultInfo>> each = new HashMap<>();
        wanted.keySet()
                .forEach(partition -> each.put(
                        partition,
                        answer.thenApply(
                                offsets -> new ListOffsetsResultInfo(offsets.get(partition), -1, Optional.of(0)))));
        return new ListOffsetsResult(each);
    }

    private long offset(TopicPartition partition, OffsetSpec spec, boolean committedOnly) {
        PartitionLog log = kafka().log(partition);
        if (spec instanceof OffsetSpec.EarliestSpec) {
            return log.start();
        }
        long end = log.end(committedOnly);
        boolean stale = end > log.start() && kafka().faults().happens(KafkaFault.STALE_END, "list offsets");
        return stale ? kafka().random().nextLong(log.start(), end) : end;
    }

    ListConsumerGroupOffsetsResult listConsumerGroupOffsets(
            Map<String, ListConsumerGroupOffsetsSpec> groups, ListConsumerGroupOffsetsOptions options) {
        Map<String, KafkaFuture<Map<TopicPartition, OffsetAndMetadata>>> each = new HashMap<>();
        groups.forEach((group, spec) -> each.put(group, connection.send("read group", timeout, () -> kafka().groups()
                .list(group, spec.topicPartitions(), options.requireStable()))));
        return AdminResults.offsets(each);
    }

    AlterConsumerGroupOffsetsResult alterConsumerGroupOffsets(
            String group, Map<TopicPartition, OffsetAndMetadata> offsets) {
        return AdminResults.altered(connection.send("alter group", timeout, () -> {
            kafka().groups().store(group, offsets);
            return offsets.keySet();
        }));
    }

    void close(Duration atMost) {
        // Nothing is held.
    }

    void close() {
        // Nothing is held.
    }
}
