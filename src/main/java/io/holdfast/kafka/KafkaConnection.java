package io.holdfast.kafka;

import org.jspecify.annotations.Nullable;

/** A source or a sink that connects to Kafka. */
public interface KafkaConnection {

    /** The bootstrap servers. */
    String servers();

    /** How the connection is protected; null for Kafka's default, which is not at all. */
    @Nullable
    String securityProtocol();
}
