package io.holdfast.sink.kafka;

import io.holdfast.function.Function1;
import io.holdfast.function.Supplier;
import io.holdfast.kafka.ClientOptions;
import io.holdfast.kafka.KafkaClients;
import io.holdfast.kafka.KafkaHeader;
import io.holdfast.sink.kafka.RecordFields.Field;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/** Describes a {@link KafkaSink}. Servers, topic and value must be given. Not thread-safe. */
public final class KafkaSinkBuilder<T> {

    private static final String EXACTLY_ONCE = "output would be lost or repeated without the value that Holdfast sets";

    private static final Map<String, String> REFUSED = Map.ofEntries(
            Map.entry(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, "use bootstrapServers"),
            Map.entry(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "it names this sink of this checkpoint directory"),
            Map.entry(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, EXACTLY_ONCE),
            Map.entry(ProducerConfig.ACKS_CONFIG, EXACTLY_ONCE),
            Map.entry(ProducerConfig.RETRIES_CONFIG, EXACTLY_ONCE),
            Map.entry(ProducerConfig.TRANSACTION_TWO_PHASE_COMMIT_ENABLE_CONFIG, "brokers abort what was prepared"),
            Map.entry(ProducerConfig.CLIENT_ID_CONFIG, "each producer gets its own"),
            Map.entry(ProducerConfig.MAX_BLOCK_MS_CONFIG, "use brokerTimeout"),
            Map.entry(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, "give it to key"),
            Map.entry(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, "give it to value"),
            Map.entry(
                    ProducerConfig.INTERCEPTOR_CLASSES_CONFIG, "what is published are the bytes sealed in the batch"));

    private final Map<String, String> properties = new HashMap<>();
    private String servers = "";
    private String topic = "";
    private Duration brokerTimeout = Duration.ofSeconds(60);
    private long transactionBytes = 8L << 20;
    private KafkaClients clients = KafkaClients.REAL;
    private @Nullable Field<T, ?> key;
    private @Nullable Field<T, ?> value;
    private @Nullable Function1<? super T, String> topicOf;
    private @Nullable Function1<? super T, @Nullable Integer> partition;
    private @Nullable Function1<? super T, Long> timestampMillis;
    private @Nullable Function1<? super T, List<KafkaHeader>> headers;

    KafkaSinkBuilder() {}

    /** Brokers to begin with: host:port, separated by commas. */
    public KafkaSinkBuilder<T> bootstrapServers(String value) {
        servers = value;
        return this;
    }

    /** The topic to write to. Must exist. The marker is stored under its name, also if {@link #topicOf} is given. */
    public KafkaSinkBuilder<T> topic(String value) {
        topic = value;
        return this;
    }

    /** Chooses the topic of each record; each must exist when a record for it is emitted. */
    public KafkaSinkBuilder<T> topicOf(Function1<? super T, String> function) {
        topicOf = function;
        return this;
    }

    /** The key of each record; may be null. Default: no keys. */
    public <F> KafkaSinkBuilder<T> key(
            Function1<? super T, ? extends @Nullable F> part, Supplier<? extends Serializer<F>> serializer) {
        key = new Field<>(part, serializer);
        return this;
    }

    /** The value of each record; null is a tombstone. */
    public <F> KafkaSinkBuilder<T> value(
            Function1<? super T, ? extends @Nullable F> part, Supplier<? extends Serializer<F>> serializer) {
        value = new Field<>(part, serializer);
        return this;
    }

    /** The partition of each record; null leaves it to Kafka. Default: by the hash of the key, as Kafka does it. */
    public KafkaSinkBuilder<T> partition(Function1<? super T, @Nullable Integer> function) {
        partition = function;
        return this;
    }

    /** The timestamp of each record in milliseconds since the epoch. Default: the time of the batch. */
    public KafkaSinkBuilder<T> timestampMillis(Function1<? super T, Long> function) {
        timestampMillis = function;
        return this;
    }

    /** The headers of each record. Default: none but those that serializers add. */
    public KafkaSinkBuilder<T> headers(Function1<? super T, List<KafkaHeader>> function) {
        headers = function;
        return this;
    }

    /** How long to wait for brokers that do not answer. Default: 60 seconds. */
    public KafkaSinkBuilder<T> brokerTimeout(Duration value) {
        brokerTimeout = value;
        return this;
    }

    /** About how many bytes one transaction may carry. Default: 8 MiB. */
    public KafkaSinkBuilder<T> transactionBytes(long value) {
        transactionBytes = value;
        return this;
    }

    /** A property of the Kafka producer, such as {@code compression.type}. */
    public KafkaSinkBuilder<T> property(String name, String value) {
        properties.put(name, value);
        return this;
    }

    /** Other clients than those of Kafka, for tests. */
    KafkaSinkBuilder<T> clients(KafkaClients value) {
        clients = value;
        return this;
    }

    /**
     * The sink as described.
     *
     * @throws io.holdfast.failure.ConfigurationException with all problems
     */
    public KafkaSink<T> build() {
        ClientOptions found = new ClientOptions("Kafka sink");
        found.requireServers(servers);
        if (topic.isEmpty()) {
            found.require(false, "topic is missing");
        } else {
            found.requireTopic(topic);
        }
        found.require(value != null, "value is missing: say what the value of a record is and how it is serialized");
        found.requirePositive("brokerTimeout", brokerTimeout);
        found.require(transactionBytes > 0, "transactionBytes must be positive, found " + transactionBytes);
        String size = properties.get(ProducerConfig.MAX_REQUEST_SIZE_CONFIG);
        found.require(
                size == null || size.matches("[1-9]\\d{0,8}"),
                "property max.request.size must be a number of bytes below 1000000000, found " + size);
        found.refuse(properties, REFUSED);
        found.check();
        return new KafkaSink<>(
                new KafkaSinkOptions(servers, topic, brokerTimeout, transactionBytes, properties, clients),
                new RecordFields<>(key, value, topicOf, partition, timestampMillis, headers));
    }
}
