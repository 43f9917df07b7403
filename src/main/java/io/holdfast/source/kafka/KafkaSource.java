package io.holdfast.source.kafka;

import io.holdfast.function.Supplier;
import io.holdfast.kafka.KafkaConnection;
import io.holdfast.source.Source;
import io.holdfast.source.SourceContext;
import io.holdfast.source.SourceReader;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads Kafka topics, each partition in order, from offsets that live in the checkpoint. A group is only told, for
 * monitoring, how far the job is; it is never asked.
 *
 * <p>Records of aborted transactions are never seen, unless {@link KafkaSourceBuilder#readUncommitted} is given.
 * Partitions and, with a pattern, topics that appear later are read from their first record.
 */
public final class KafkaSource<K extends @Nullable Object, V extends @Nullable Object>
        implements Source<KafkaRecord<K, V>>, KafkaConnection {

    private static final long serialVersionUID = 1L;

    private final KafkaSourceOptions options;
    private final Supplier<? extends Deserializer<K>> keys;
    private final Supplier<? extends Deserializer<V>> values;

    KafkaSource(
            KafkaSourceOptions options,
            Supplier<? extends Deserializer<K>> keys,
            Supplier<? extends Deserializer<V>> values) {
        this.options = options;
        this.keys = keys;
        this.values = values;
    }

    /** Begins the description of a source; the suppliers make ready-to-use deserializers, one for each split. */
    public static <K extends @Nullable Object, V extends @Nullable Object> KafkaSourceBuilder<K, V> builder(
            Supplier<? extends Deserializer<K>> keys, Supplier<? extends Deserializer<V>> values) {
        return new KafkaSourceBuilder<>(properties -> keys, properties -> values);
    }

    /**
     * Begins the description of a source; the deserializers are made by their constructors without arguments and
     * configured with the source's properties, as Kafka itself does.
     */
    public static <K extends @Nullable Object, V extends @Nullable Object> KafkaSourceBuilder<K, V> builder(
            Class<? extends Deserializer<K>> keys, Class<? extends Deserializer<V>> values) {
        return new KafkaSourceBuilder<>(
                properties -> configured(keys, properties, true), properties -> configured(values, properties, false));
    }

    private static <T> Supplier<Deserializer<T>> configured(
            Class<? extends Deserializer<T>> type, Map<String, String> properties, boolean forKeys) {
        return () -> {
            Deserializer<T> deserializer = type.getDeclaredConstructor().newInstance();
            deserializer.configure(properties, forKeys);
            return deserializer;
        };
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

    @Override
    public SourceReader<KafkaRecord<K, V>> open(SourceContext context) {
        return new KafkaReader<>(options, () -> RecordDecoder.open(keys, values, context.source()), context);
    }

    @Override
    public String toString() {
        return options.toString();
    }
}
