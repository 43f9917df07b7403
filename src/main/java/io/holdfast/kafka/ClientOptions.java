package io.holdfast.kafka;

import io.holdfast.failure.ConfigurationException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Checks the options of a Kafka client and reports every problem at once. Not thread-safe. */
public final class ClientOptions {

    private final String client;
    private final List<String> problems = new ArrayList<>();

    /** The client is named in the message, such as {@code Kafka source}. */
    public ClientOptions(String client) {
        this.client = client;
    }

    /** Notes a problem unless the condition holds. */
    public void require(boolean condition, String problem) {
        if (!condition) {
            problems.add(problem);
        }
    }

    /** Bootstrap servers must be host:port, separated by commas. */
    public void requireServers(String servers) {
        require(!servers.isBlank(), "bootstrapServers is missing: give host:port, separated by commas");
        for (String server : servers.isBlank() ? new String[0] : servers.split(",", -1)) {
            require(
                    server.strip().matches("\\S+:\\d{1,5}"),
                    "bootstrapServers: '" + server.strip() + "' is not host:port");
        }
    }

    /** A duration must be positive and short enough to count in milliseconds as an int. */
    public void requirePositive(String option, Duration value) {
        require(!value.isZero() && !value.isNegative(), option + " must be positive, found " + value);
        require(value.compareTo(Duration.ofDays(20)) < 0, option + " must be less than 20 days, found " + value);
    }

    /** A topic must have a name that Kafka accepts. */
    public void requireTopic(String topic) {
        require(TopicNames.isLegal(topic), "'" + topic + "' is not a topic name: " + TopicNames.RULE);
    }

    /** Properties must not be among those that Holdfast sets itself, which come with the reason. */
    public void refuse(Map<String, String> properties, Map<String, String> reasons) {
        new TreeMap<>(properties).keySet().forEach(name -> {
            String reason = reasons.get(name);
            require(reason == null, "property " + name + " cannot be set: " + reason);
        });
    }

    /** Throws a ConfigurationException with every problem that was found. */
    public void check() {
        if (!problems.isEmpty()) {
            throw new ConfigurationException(
                    client + " cannot work as configured:\n  - " + String.join("\n  - ", problems));
        }
    }
}
