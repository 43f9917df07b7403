package io.holdfast.drill;

import io.holdfast.drill.network.Network;
import io.holdfast.failure.ConfigurationException;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a job has to do with Kafka.
 *
 * @param topics from the names of the sinks that publish to topics of the drill to those topics
 * @param addresses the bootstrap servers of everything that connects
 * @param encrypted the sources and sinks whose connections nobody can look into
 */
record KafkaUse(SortedMap<String, String> topics, List<String> addresses, List<String> encrypted) {

    /** Nobody has asked. */
    static final KafkaUse NONE = new KafkaUse(new TreeMap<>(), List.of(), List.of());

    KafkaUse {
        addresses = List.copyOf(addresses);
        encrypted = List.copyOf(encrypted);
    }

    /** Refuses a job that has no connection to Kafka which could be made to fail. */
    void requireOpenConnections() {
        if (addresses.isEmpty()) {
            throw new ConfigurationException(
                    "--faults net: the job has no connection to Kafka that could fail: no source"
                            + " reads from there, and sinks are recorded; leave net out, or let Kafka sinks publish with --kafka");
        }
        if (!encrypted.isEmpty()) {
            throw new ConfigurationException(
                    "--faults net: the connections of " + encrypted + " are encrypted (security.protocol)"
                            + ", so the drill cannot stand between them and the brokers; leave net out, or use a listener without"
                            + " encryption");
        }
    }

    /** The doors in the network that lead to the bootstrap servers; none without a network. */
    Map<String, String> routes(@Nullable Network network) {
        Map<String, String> routes = new TreeMap<>();
        if (network == null) {
            return routes;
        }
        addresses.forEach(address -> routes.put(address, network.door(address)));
        return routes;
    }
}
