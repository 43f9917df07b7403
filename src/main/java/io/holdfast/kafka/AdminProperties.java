package io.holdfast.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.AdminClientConfig;

/** The configuration of an admin client that belongs to a consumer or a producer. */
public final class AdminProperties {

    private static final int REQUEST_MILLIS = 30_000;

    private AdminProperties() {}

    /** Those of the client's properties that an admin client knows, with timeouts beyond the given one. */
    public static Map<String, Object> of(
            String servers, String clientId, Duration brokerTimeout, Map<String, String> clientProperties) {
        int timeout = Math.toIntExact(brokerTimeout.toMillis());
        Map<String, Object> config = new HashMap<>();
        config.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.min(timeout, REQUEST_MILLIS));
        Set<String> known = AdminClientConfig.configNames();
        clientProperties.forEach((name, value) -> {
            if (known.contains(name)) {
                config.put(name, value);
            }
        });
        config.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, servers);
        config.put(AdminClientConfig.CLIENT_ID_CONFIG, clientId);
        // BrokerWait, which reports progress, must be what ends a wait.
        config.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, timeout + REQUEST_MILLIS);
        return config;
    }
}
