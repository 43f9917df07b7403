package io.holdfast.sink.kafka;

import io.holdfast.kafka.AdminProperties;
import io.holdfast.kafka.KafkaClients;
import io.holdfast.sink.SinkContext;
import java.io.Serializable;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A Kafka sink as configured, apart from what it does with a record. Immutable.
 *
 * @param topic where records go that choose no other, and under whose name the marker is stored
 */
record KafkaSinkOptions(
        String servers,
        String topic,
        Duration brokerTimeout,
        long transactionBytes,
        Map<String, String> properties,
        KafkaClients clients)
        implements Serializable {

    private static final int DEFAULT_REQUEST_SIZE = 1 << 20;

    /**
     * A transaction may begin before the brokers have finished the one before, which takes them some milliseconds, and is asked to come
     * again. The client's usual 100 ms would be the longest part of what a record takes. It is doubled each time, so that brokers
     * that are away are not asked much more often.
     */
    private static final int TRANSACTION_RETRY_MILLIS = 5;

    KafkaSinkOptions {
        properties = Map.copyOf(properties);
    }

    /** How large a record may be. */
    int maxRequestSize() {
        String given = properties.get(ProducerConfig.MAX_REQUEST_SIZE_CONFIG);
        return given == null ? DEFAULT_REQUEST_SIZE : Integer.parseInt(given);
    }

    /**
     * Fences every older producer of this sink to this topic: a fork that publishes elsewhere leaves the original alone. Not named after the checkpoint directory: a job that lost its directory, or
     * a second one of its name, must meet the marker of the first and be refused, instead of publishing everything again.
     */
    static String transactionalId(SinkContext context, String topic) {
        return "holdfast-" + context.job() + "-" + context.sink() + "-" + topic;
    }

    /** The group that holds the marker and never has members. */
    static String markerGroup(SinkContext context) {
        return "holdfast-sink-" + context.job() + "-" + context.sink();
    }

    Map<String, Object> producerProperties(SinkContext context) {
        int timeout = Math.toIntExact(brokerTimeout.toMillis());
        Map<String, Object> config = new HashMap<>();
        // The commit flushes, so lingering costs no latency; it only lets the first requests fill.
        config.put(ProducerConfig.LINGER_MS_CONFIG, 5);
        config.put(ProducerConfig.BATCH_SIZE_CONFIG, 128 << 10);
        config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.min(timeout, 30_000));
        config.put(ProducerConfig.RETRY_BACKOFF_MS_CONFIG, TRANSACTION_RETRY_MILLIS);
        config.putAll(properties);
        config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, maxRequestSize());
        config.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, servers);
        config.put(ProducerConfig.CLIENT_ID_CONFIG, "holdfast-" + context.job() + "-" + context.sink());
        config.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId(context, topic));
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, timeout);
        config.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        config.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        return config;
    }

    Map<String, Object> adminProperties(String clientId) {
        return AdminProperties.of(servers, clientId, brokerTimeout, properties);
    }

    /** Without properties: they may hold secrets. */
    @Override
    public String toString() {
        return "kafka topic " + topic + " at " + servers;
    }
}
