package io.holdfast.simulation.kafka;

import io.holdfast.kafka.KafkaClients;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;

/** Clients of a {@link SimulatedKafka} in one process. */
final class SimulatedClients implements KafkaClients {

    private static final long serialVersionUID = 1L;

    private final transient @Nullable SimulatedKafka kafka;
    private final transient @Nullable Host host;

    SimulatedClients(SimulatedKafka kafka, Host host) {
        this.kafka = kafka;
        this.host = host;
    }

    SimulatedKafka kafka() {
        return Objects.requireNonNull(kafka);
    }

    private Connection connection() {
        return new Connection(kafka(), Objects.requireNonNull(host));
    }

    @Override
    public <K, V> Consumer<K, V> consumer(Map<String, Object> config) {
        return PartialClient.of(Consumer.class, new SimulatedConsumer<K, V>(connection(), config));
    }

    @Override
    public Producer<byte[], byte[]> producer(Map<String, Object> config) {
        return PartialClient.of(Producer.class, new SimulatedProducer(connection(), config));
    }

    @Override
    public Admin admin(Map<String, Object> config) {
        return PartialClient.of(Admin.class, new SimulatedAdmin(connection(), config));
    }
}
