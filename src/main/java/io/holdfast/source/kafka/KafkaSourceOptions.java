package io.holdfast.source.kafka;

import io.holdfast.kafka.AdminProperties;
import io.holdfast.kafka.KafkaClients;
import io.holdfast.source.SourceContext;
import java.io.Serializable;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.serialization.ByteBufferDeserializer;
import org.jspecify.annotations.Nullable;

/** A Kafka source as configured, apart from its deserializers. Immutable. */
record KafkaSourceOptions(
        String servers,
        TopicSelection topics,
        StartAt start,
        IsolationLevel isolation,
        LossPolicy onLostRange,
        LossPolicy onRecreatedTopic,
        Duration discoveryInterval,
        Duration brokerTimeout,
        long prefetchBytes,
        @Nullable String group,
        Map<String, String> properties,
        KafkaClients clients)
        implements Serializable {

    /** Large enough that handing over a poll costs little per record. */
    private static final String POLL_RECORDS = "5000";

    KafkaSourceOptions {
        properties = Map.copyOf(properties);
    }

    /** The group that committed offsets are stored under, for monitoring. */
    String groupOr(SourceContext context) {
        return group != null ? group : "holdfast-" + context.job() + "-" + context.source();
    }

    Map<String, Object> consumerProperties(String clientId) {
        Map<String, Object> config = new HashMap<>();
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, POLL_RECORDS);
        config.putAll(properties);
        config.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, servers);
        config.put(ConsumerConfig.CLIENT_ID_CONFIG, clientId);
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation.toString());
        config.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteBufferDeserializer.class);
        config.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteBufferDeserializer.class);
        return config;
    }

    Map<String, Object> adminProperties(String clientId) {
        return AdminProperties.of(servers, clientId, brokerTimeout, properties);
    }

    /** Without properties: they may hold secrets. */
    @Override
    public String toString() {
        return "kafka " + topics + " at " + servers;
    }
}
