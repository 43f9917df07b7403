package io.holdfast.drill;

import io.holdfast.plan.Node;
import io.holdfast.sink.kafka.KafkaSink;
import io.holdfast.sink.kafka.RehearsedTopic;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where Kafka sinks publish while the job is drilled.
 *
 * @param prefix of the topics, of the transactional ids and of the groups of this drill
 * @param servers where the topics are; null for where each sink's own is
 */
record KafkaTargets(String prefix, @Nullable String servers) {

    /** With a prefix that no other drill has; empty servers stand for those of the sinks. */
    static KafkaTargets create(String servers) {
        String id = UUID.randomUUID().toString().substring(0, 8);
        return new KafkaTargets("drill-" + id + "-", servers.isEmpty() ? null : servers);
    }

    /** The topic of a sink. None for a sink of another kind, or one whose records choose topics: nobody knows which. */
    Optional<RehearsedTopic> topic(Node.SinkNode node) {
        Object sink = node.sink();
        return sink instanceof KafkaSink<?> kafka && !kafka.choosesTopics()
                ? Optional.of(new RehearsedTopic(kafka, prefix, servers))
                : Optional.empty();
    }
}
