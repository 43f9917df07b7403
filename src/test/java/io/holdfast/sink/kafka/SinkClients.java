package io.holdfast.sink.kafka;

import io.holdfast.kafka.KafkaClients;

/** The door by which tests of other packages give a sink other clients than those of Kafka. */
public final class SinkClients {

    private SinkClients() {}

    public static <T> KafkaSinkBuilder<T> use(KafkaSinkBuilder<T> builder, KafkaClients clients) {
        return builder.clients(clients);
    }
}
