package io.holdfast.kafka;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.apache.kafka.clients.CommonClientConfigs;
import org.jspecify.annotations.Nullable;

/**
 * Other addresses for the bootstrap servers that the clients of this JVM are given. There is none in production. Only tools
 * that run a job's program in a JVM of their own take one, to stand between the job and its brokers.
 */
public final class KafkaRoute {

    private static final AtomicReference<@Nullable Map<String, String>> ADDRESSES = new AtomicReference<>();

    private KafkaRoute() {}

    /** From now on clients connect to the values instead of the keys. Can be done once. */
    public static void take(Map<String, String> addresses) {
        if (!ADDRESSES.compareAndSet(null, Map.copyOf(addresses))) {
            throw new IllegalStateException("the clients of this JVM have a route already");
        }
    }

    static Map<String, Object> taken(Map<String, Object> config) {
        Map<String, String> addresses = ADDRESSES.get();
        if (addresses == null) {
            return config;
        }
        Map<String, Object> routed = new HashMap<>(config);
        routed.computeIfPresent(
                CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, (name, servers) -> routed(servers.toString(), addresses));
        return routed;
    }

    private static String routed(String servers, Map<String, String> addresses) {
        return Arrays.stream(servers.split(","))
                .map(server -> addresses.getOrDefault(server.strip(), server.strip()))
                .collect(Collectors.joining(","));
    }
}
