package io.holdfast.sink.kafka;

import io.holdfast.function.Supplier;
import io.holdfast.kafka.KafkaConnection;
import io.holdfast.model.Pair;
import io.holdfast.sink.OutboxEncoder;
import io.holdfast.sink.Publisher;
import io.holdfast.sink.Sink;
import io.holdfast.sink.SinkContext;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes to Kafka, exactly once for readers with {@code isolation.level=read_committed}: each transaction carries
 * committed batches together with the marker that says so. Records of one key arrive in the order of the job.
 */
public final class KafkaSink<T> implements Sink<T>, KafkaConnection {

    private static final long serialVersionUID = 1L;

    private final KafkaSinkOptions options;
    private final RecordFields<T> fields;

    KafkaSink(KafkaSinkOptions options, RecordFields<T> fields) {
        this.options = options;
        this.fields = fields;
    }

    /** Begins the description of a sink for any type of record. */
    public static <T> KafkaSinkBuilder<T> builder() {
        return new KafkaSinkBuilder<>();
    }

    /** Begins the description of a sink for pairs: their keys become keys, their values values. */
    public static <K, V> KafkaSinkBuilder<Pair<K, V>> pairs(
            Supplier<? extends Serializer<K>> keys, Supplier<? extends Serializer<V>> values) {
        return new KafkaSinkBuilder<Pair<K, V>>().key(Pair::key, keys).value(Pair::value, values);
    }

    KafkaSinkOptions options() {
        return options;
    }

    /** Whether records choose their topics, besides the one of the sink. */
    public boolean choosesTopics() {
        return fields.topic() != null;
    }

    @Override
    public String servers() {
        return options.servers();
    }

    @Override
    public @Nullable String securityProtocol() {
        return options.properties().get(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG);
    }

    @Override
    public String kind() {
        return "kafka";
    }

    /** The topic, without the servers: their list may change, and another cluster shows itself by a missing marker. */
    @Override
    public String target() {
        return "topic " + options.topic();
    }

    @Override
    public boolean keepsMarker() {
        return true;
    }

    @Override
    public OutboxEncoder<T> encoder(SinkContext context) {
        return new KafkaEncoder<>(options, fields, context);
    }

    @Override
    public Publisher publisher(SinkContext context) {
        return new KafkaPublisher(options, context);
    }

    @Override
    public String toString() {
        return options.toString();
    }
}
