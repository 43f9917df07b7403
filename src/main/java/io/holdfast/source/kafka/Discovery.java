package io.holdfast.source.kafka;

import io.holdfast.common.TimeSource;
import io.holdfast.source.kafka.TopicLookup.Bounds;
import io.holdfast.source.kafka.TopicLookup.Topic;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for new partitions and topics now and then, without a thread of its own: each plan starts a question or takes
 * its answer, which {@link TopicIdentity} judges as well. Used by one thread.
 */
final class Discovery {

    private static final Logger LOG = LoggerFactory.getLogger(Discovery.class);

    private final String source;
    private final KafkaSourceOptions options;
    private final TopicLookup lookup;
    private final TimeSource time;
    private final TopicIdentity identity;
    private @Nullable CompletableFuture<Answer> question;
    private long nextNanos;

    Discovery(String source, KafkaSourceOptions options, TopicLookup lookup, TopicIdentity identity, TimeSource time) {
        this.source = source;
        this.options = options;
        this.lookup = lookup;
        this.identity = identity;
        this.time = time;
        schedule(options.discoveryInterval());
    }

    private record Answer(Map<String, Topic> topics, Map<TopicPartition, Bounds> newBounds) {}

    /** New partitions, if an answer that holds some has arrived; asks again when it is time. */
    List<SplitStart> poll(Map<TopicPartition, String> knownTopicIds) {
        CompletableFuture<Answer> asked = question;
        if (asked == null) {
            if (time.monotonicNanos() - nextNanos >= 0) {
                question = ask(Set.copyOf(knownTopicIds.keySet()));
            }
            return List.of();
        }
        if (!asked.isDone()) {
            return List.of();
        }
        question = null;
        schedule(options.discoveryInterval());
        if (asked.isCompletedExceptionally()) {
            LOG.debug("source {}: could not look for new partitions: {}", source, asked);
            return List.of();
        }
        return judge(asked.join(), knownTopicIds);
    }

    private void schedule(Duration delay) {
        nextNanos = time.monotonicNanos() + delay.toNanos();
    }

    private CompletableFuture<Answer> ask(Set<TopicPartition> known) {
        return lookup.selectedTopics().thenCompose(topics -> {
            Set<TopicPartition> added = StartCheck.partitions(topics);
            added.removeAll(known);
            return lookup.bounds(added).thenApply(bounds -> new Answer(topics, bounds));
        });
    }

    private List<SplitStart> judge(Answer answer, Map<TopicPartition, String> knownTopicIds) {
        Map<String, String> knownTopics = new HashMap<>();
        knownTopicIds.forEach((partition, id) -> knownTopics.put(partition.topic(), id));
        boolean complete = identity.compare(knownTopics, answer.topics());
        if (!complete && options.discoveryInterval().compareTo(TopicIdentity.RECHECK) > 0) {
            schedule(TopicIdentity.RECHECK);
        }
        List<SplitStart> found = new StartCheck(source, options, answer.topics(), answer.newBounds())
                .newcomers(knownTopicIds.keySet(), false);
        found.forEach(start -> LOG.info("source {}: found new partition {}", source, start.partition()));
        return found;
    }
}
