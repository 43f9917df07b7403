package io.holdfast.source.kafka;

import io.holdfast.kafka.KafkaClients;

/** The door by which tests of other packages give a source other clients than those of Kafka. */
public final class SourceClients {

    private SourceClients() {}

    public static <K, V> KafkaSourceBuilder<K, V> use(KafkaSourceBuilder<K, V> builder, KafkaClients clients) {
        return builder.clients(clients);
    }
}
