package org.apache.kafka.clients.admin;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.internals.CoordinatorKey;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.protocol.Errors;

/** Answers of a simulated admin client. In this package, since the constructors of answers are closed to others. */
public final class AdminResults {

    private AdminResults() {}

    public static DescribeTopicsResult topics(Map<String, KafkaFuture<TopicDescription>> topics) {
        return DescribeTopicsResult.ofTopicNames(topics);
    }

    public static ListTopicsResult names(KafkaFuture<? extends Set<String>> names) {
        return new ListTopicsResult(names.thenApply(all -> {
            Map<String, TopicListing> listings = new HashMap<>();
            all.forEach(name -> listings.put(name, new TopicListing(name, Uuid.ZERO_UUID, false)));
            return listings;
        }));
    }

    public static DescribeConfigsResult configs(Map<ConfigResource, KafkaFuture<Config>> configs) {
        return new DescribeConfigsResult(configs);
    }

    public static ListConsumerGroupOffsetsResult offsets(
            Map<String, KafkaFuture<Map<TopicPartition, OffsetAndMetadata>>> groups) {
        Map<CoordinatorKey, KafkaFuture<Map<TopicPartition, OffsetAndMetadata>>> byKey = new HashMap<>();
        groups.forEach((group, offsets) -> byKey.put(CoordinatorKey.byGroupId(group), offsets));
        return new ListConsumerGroupOffsetsResult(byKey);
    }

    /** The same answer, as if no log began later than at 0. */
    @SuppressWarnings("unchecked")
    public static Object beginningAtZero(Object[] arguments, Object answer) {
        Map<TopicPartition, OffsetSpec> wanted = (Map<TopicPartition, OffsetSpec>) arguments[0];
        if (wanted.values().stream().noneMatch(OffsetSpec.EarliestSpec.class::isInstance)) {
            return answer;
        }
        Map<TopicPartition, KafkaFuture<ListOffsetsResult.ListOffsetsResultInfo>> zero = new HashMap<>();
        wanted.keySet()
                .forEach(partition -> zero.put(
                        partition,
                        KafkaFuture.completedFuture(
                                new ListOffsetsResult.ListOffsetsResultInfo(0, -1, java.util.Optional.of(0)))));
        return new ListOffsetsResult(zero);
    }

    public static AlterConsumerGroupOffsetsResult altered(KafkaFuture<Set<TopicPartition>> partitions) {
        return new AlterConsumerGroupOffsetsResult(partitions.thenApply(all -> {
            Map<TopicPartition, Errors> errors = new HashMap<>();
            all.forEach(partition -> errors.put(partition, Errors.NONE));
            return errors;
        }));
    }
}
