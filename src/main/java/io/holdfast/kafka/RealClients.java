package io.holdfast.kafka;

import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;

/** Clients of Kafka itself; an enum, since options that hold it are serialized. */
enum RealClients implements KafkaClients {
    INSTANCE;

    @Override
    public <K, V> Consumer<K, V> consumer(Map<String, Object> config) {
        return new KafkaConsumer<>(KafkaRoute.taken(config));
    }

    @Override
    public Producer<byte[], byte[]> producer(Map<String, Object> config) {
        return new KafkaProducer<>(KafkaRoute.taken(config));
    }

    @Override
    public Admin admin(Map<String, Object> config) {
        return Admin.create(KafkaRoute.taken(config));
    }
}
