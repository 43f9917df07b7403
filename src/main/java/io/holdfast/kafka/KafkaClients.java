package io.holdfast.kafka;

import java.io.Serializable;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;

/**
 * The one place where Kafka clients come from. Jobs always use {@link #REAL}; the simulation replaces it, so that the code
 * of source and sink runs against brokers that fail on demand.
 */
public interface KafkaClients extends Serializable {

    /** A consumer of this configuration, which names the deserializers too. */
    <K, V> Consumer<K, V> consumer(Map<String, Object> config);

    /** A producer of this configuration, which names serializers of bytes. */
    Producer<byte[], byte[]> producer(Map<String, Object> config);

    /** An admin client of this configuration. */
    Admin admin(Map<String, Object> config);

    /** Clients of Kafka itself. */
    KafkaClients REAL = RealClients.INSTANCE;
}
