package io.holdfast.source.kafka;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Asks the brokers themselves. */
final class AdminTopicLookup implements TopicLookup {

    private final Admin admin;
    private final TopicSelection selection;
    private final IsolationLevel isolation;

    AdminTopicLookup(Admin admin, TopicSelection selection, IsolationLevel isolation) {
        this.admin = admin;
        this.selection = selection;
        this.isolation = isolation;
    }

    @Override
    public CompletableFuture<Set<String>> allTopics() {
        return future(admin.listTopics().names());
    }

    @Override
    public CompletableFuture<Map<String, Topic>> selectedTopics() {
        if (selection instanceof TopicSelection.Named named) {
            return topics(named.topics());
        }
        return allTopics()
                .thenCompose(names ->
                        topics(names.stream().filter(selection::selects).collect(Collectors.toSet())));
    }

    @Override
    public CompletableFuture<Map<String, Topic>> topics(Collection<String> names) {
        CompletableFuture<Map<String, Topic>> all = CompletableFuture.completedFuture(new TreeMap<>());
        for (KafkaFuture<TopicDescription> one :
                admin.describeTopics(names).topicNameValues().values()) {
            all = all.thenCombine(future(one).handle(AdminTopicLookup::descriptionOrNothing), (topics, found) -> {
                topics.putAll(found);
                return topics;
            });
        }
        return all;
    }

    private static Map<String, Topic> descriptionOrNothing(TopicDescription found, Throwable failure) {
        if (failure == null) {
            return Map.of(
                    found.name(),
                    new Topic(found.topicId().toString(), found.partitions().size()));
        }
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof UnknownTopicOrPartitionException) {
            return Map.of();
        }
        throw new CompletionException(cause);
    }

    @Override
    public CompletableFuture<Map<TopicPartition, Bounds>> bounds(Collection<TopicPartition> partitions) {
        if (partitions.isEmpty()) {
            return CompletableFuture.completedFuture(Map.of());
        }
        var begins = offsets(partitions, OffsetSpec.earliest(), IsolationLevel.READ_UNCOMMITTED);
        var ends = offsets(partitions, OffsetSpec.latest(), isolation);
        var written = offsets(partitions, OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED);
        return begins.thenCompose(begin -> ends.thenCombine(written, (end, last) -> {
            Map<TopicPartition, Bounds> bounds = new HashMap<>();
            for (TopicPartition partition : partitions) {
                bounds.put(
                        partition,
                        new Bounds(offset(begin, partition), offset(end, partition), offset(last, partition)));
            }
            return bounds;
        }));
    }

    private CompletableFuture<Map<TopicPartition, ListOffsetsResultInfo>> offsets(
            Collection<TopicPartition> partitions, OffsetSpec which, IsolationLevel level) {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        partitions.forEach(partition -> wanted.put(partition, which));
        return future(admin.listOffsets(wanted, new ListOffsetsOptions(level)).all());
    }

    private static long offset(Map<TopicPartition, ListOffsetsResultInfo> answers, TopicPartition partition) {
        return Objects.requireNonNull(answers.get(partition)).offset();
    }

    private static <T> CompletableFuture<T> future(KafkaFuture<T> future) {
        return future.toCompletionStage().toCompletableFuture();
    }
}
