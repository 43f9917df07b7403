package io.holdfast.source.kafka;

import io.holdfast.common.TimeSource;
import io.holdfast.failure.SourceException;
import io.holdfast.source.kafka.TopicLookup.Bounds;
import io.holdfast.source.kafka.TopicLookup.Topic;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for new partitions and topics now and then, without a thread of its own: each plan starts a question or takes
 * its answer. One answer that lacks a topic proves nothing, since brokers that have just started know few topics; a
 * topic that is missing in three answers in a row is gone. Used by one thread.
 */
final class Discovery {

    private static final Logger LOG = LoggerFactory.getLogger(Discovery.class);
    private static final int PROOF = 3;
    private static final Duration RECHECK = Duration.ofSeconds(2);

    private final String source;
    private final KafkaSourceOptions options;
    private final TopicLookup lookup;
    private final TimeSource time;
    private final Map<String, Integer> misses = new TreeMap<>();
    private @Nullable CompletableFuture<Answer> question;
    private long nextNanos;

    Discovery(String source, KafkaSourceOptions options, TopicLookup lookup, TimeSource time) {
        this.source = source;
        this.options = options;
        this.lookup = lookup;
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
        knownTopics.forEach((name, id) -> compare(name, id, answer.topics().get(name)));
        List<SplitStart> found = new StartCheck(source, options, answer.topics(), answer.newBounds())
                .newcomers(knownTopicIds.keySet(), false);
        found.forEach(start -> LOG.info("source {}: found new partition {}", source, start.partition()));
        return found;
    }

    private void compare(String name, String id, @Nullable Topic topic) {
        if (topic == null) {
            missing(name);
            return;
        }
        misses.remove(name);
        if (!topic.id().equals(id)) {
            throw new SourceException("source " + source + ": topic " + name
                    + " was deleted and created again while the job runs: its id was " + id + " and is now "
                    + topic.id());
        }
    }

    private void missing(String name) {
        int count = misses.merge(name, 1, Integer::sum);
        if (count >= PROOF) {
            throw new SourceException("source " + source + ": topic " + name + " no longer exists: it was missing in "
                    + count + " answers of the brokers in a row");
        }
        LOG.warn("source {}: topic {} is missing in an answer of the brokers; asking again", source, name);
        if (options.discoveryInterval().compareTo(RECHECK) > 0) {
            schedule(RECHECK);
        }
    }
}
