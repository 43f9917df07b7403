package io.holdfast.simulation.kafka;

import io.holdfast.kafka.KafkaClients;
import io.holdfast.simulation.kafka.Intercept.Instead;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;

/** Clients with a planted defect; a defect overrides what it needs. */
class DefectiveClients implements KafkaClients {

    private static final long serialVersionUID = 1L;
    static final Instead NOTHING = (method, arguments, call) -> call.go(arguments);

    final transient KafkaClients good;

    DefectiveClients(KafkaClients good) {
        this.good = good;
    }

    /** Changes the configuration of a client. */
    void configure(Map<String, Object> config) {}

    Instead consumer(Consumer<?, ?> consumer) {
        return NOTHING;
    }

    Instead producer(Producer<byte[], byte[]> producer, Map<String, Object> config) {
        return NOTHING;
    }

    Instead admin(Admin admin) {
        return NOTHING;
    }

    private Map<String, Object> configured(Map<String, Object> config) {
        Map<String, Object> changed = new HashMap<>(config);
        configure(changed);
        return changed;
    }

    @Override
    public final <K, V> Consumer<K, V> consumer(Map<String, Object> config) {
        Consumer<K, V> consumer = good.consumer(configured(config));
        return Intercept.of(Consumer.class, consumer, consumer(consumer));
    }

    @Override
    public final Producer<byte[], byte[]> producer(Map<String, Object> config) {
        Map<String, Object> changed = configured(config);
        Producer<byte[], byte[]> producer = good.producer(changed);
        return Intercept.of(Producer.class, producer, producer(producer, changed));
    }

    @Override
    public final Admin admin(Map<String, Object> config) {
        Admin admin = good.admin(configured(config));
        return Intercept.of(Admin.class, admin, admin(admin));
    }
}
