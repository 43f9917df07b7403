package io.holdfast.source.kafka;

import io.holdfast.failure.SourceException;
import io.holdfast.kafka.BrokerWait;
import io.holdfast.source.kafka.TopicLookup.Topic;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes sure that topics are still those which the source began to read.
 *
 * <p>A consumer goes on by name: when a topic is deleted and created again, it fetches from the new one at the offset
 * where it was in the old one, without a word. Only the id tells them apart, and only an id that was asked for after the
 * records had arrived tells of which topic they are.
 *
 * <p>One answer that lacks a topic proves nothing, since brokers that have just started know few topics; a topic that is
 * missing in three answers in a row is gone. Used by one thread.
 */
final class TopicIdentity {

    /** When to ask again after an answer that lacks a topic. */
    static final Duration RECHECK = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(TopicIdentity.class);
    private static final int PROOF = 3;

    private final String source;
    private final Map<String, Integer> misses = new TreeMap<>();

    TopicIdentity(String source) {
        this.source = source;
    }

    /**
     * Asks the brokers now, and returns when they know each of the topics by its id.
     *
     * @throws SourceException if one is another than it was, or gone, or the brokers do not say
     */
    void confirm(Map<String, String> ids, TopicLookup lookup, BrokerWait wait) throws Exception {
        if (ids.isEmpty()) {
            return;
        }
        while (!compare(ids, ask(ids.keySet(), lookup, wait))) {
            wait.workers().await(new CompletableFuture<>(), RECHECK);
        }
    }

    private Map<String, Topic> ask(Set<String> names, TopicLookup lookup, BrokerWait wait) throws Exception {
        try {
            return wait.ask(() -> lookup.topics(names), "tell the ids of the topics");
        } catch (KafkaException e) {
            throw new SourceException(
                    "source " + source + ": Kafka at " + wait.servers() + " could not be asked whether topics " + names
                            + " are still the same, which decides whether a batch of them may be sealed: " + e,
                    e);
        }
    }

    /**
     * Compares ids by topic with an answer.
     *
     * @return whether the answer knows all of the topics
     * @throws SourceException if one is another than it was, or gone
     */
    boolean compare(Map<String, String> ids, Map<String, Topic> answer) {
        boolean complete = true;
        for (Map.Entry<String, String> entry : ids.entrySet()) {
            complete &= isFound(entry.getKey(), entry.getValue(), answer.get(entry.getKey()));
        }
        return complete;
    }

    private boolean isFound(String name, String id, @Nullable Topic topic) {
        if (topic == null) {
            missing(name);
            return false;
        }
        misses.remove(name);
        if (!topic.id().equals(id)) {
            throw new SourceException("source " + source + ": topic " + name
                    + " was deleted and created again while the job runs: its id was " + id + " and is now "
                    + topic.id());
        }
        return true;
    }

    private void missing(String name) {
        int count = misses.merge(name, 1, Integer::sum);
        if (count >= PROOF) {
            throw new SourceException("source " + source + ": topic " + name + " no longer exists: it was missing in "
                    + count + " answers of the brokers in a row");
        }
        LOG.warn("source {}: topic {} is missing in an answer of the brokers; asking again", source, name);
    }
}
