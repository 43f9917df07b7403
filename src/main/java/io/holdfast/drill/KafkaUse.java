package io.holdfast.drill;

import java.util.List;
import java.util.SortedMap;

/**
 * What a job has to do with Kafka.
 *
 * @param topics from the names of the sinks that publish to topics of the drill to those topics
 * @param addresses the bootstrap servers of everything that connects
 * @param encrypted the sources and sinks whose connections nobody can look into
 */
record KafkaUse(SortedMap<String, String> topics, List<String> addresses, List<String> encrypted) {

    KafkaUse {
        addresses = List.copyOf(addresses);
        encrypted = List.copyOf(encrypted);
    }
}
