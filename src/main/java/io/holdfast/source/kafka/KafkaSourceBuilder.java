package io.holdfast.source.kafka;

import io.holdfast.function.Supplier;
import io.holdfast.kafka.ClientOptions;
import io.holdfast.kafka.KafkaClients;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/** Describes a {@link KafkaSource}. Every option but the servers and the topics has a default. Not thread-safe. */
public final class KafkaSourceBuilder<K extends @Nullable Object, V extends @Nullable Object> {

    private static final Map<String, String> REFUSED = Map.ofEntries(
            Map.entry(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, "use bootstrapServers"),
            Map.entry(ConsumerConfig.GROUP_ID_CONFIG, "use group; it is for monitoring only"),
            Map.entry(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, "partitions are assigned by Holdfast, not by a group"),
            Map.entry(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "partitions are assigned by Holdfast, not by a group"),
            Map.entry(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "offsets are committed by the checkpoint alone"),
            Map.entry(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "a reset would lose or repeat records; use onLostRange"),
            Map.entry(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "use readUncommitted"),
            Map.entry(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, "give it to KafkaSource.builder"),
            Map.entry(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, "give it to KafkaSource.builder"),
            Map.entry(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG, "an interceptor may drop records unseen"),
            Map.entry(ConsumerConfig.CLIENT_ID_CONFIG, "each reader gets its own"),
            Map.entry(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "a source never creates topics"),
            Map.entry(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, "use brokerTimeout"));

    private final Function<Map<String, String>, Supplier<? extends Deserializer<K>>> keys;
    private final Function<Map<String, String>, Supplier<? extends Deserializer<V>>> values;
    private final Map<String, String> properties = new HashMap<>();
    private final Set<String> topics = new LinkedHashSet<>();
    private @Nullable Pattern pattern;
    private String servers = "";
    private StartAt start = new StartAt.Earliest();
    private IsolationLevel isolation = IsolationLevel.READ_COMMITTED;
    private LossPolicy onLostRange = LossPolicy.FAIL;
    private LossPolicy onRecreatedTopic = LossPolicy.FAIL;
    private Duration discoveryInterval = Duration.ofSeconds(30);
    private Duration brokerTimeout = Duration.ofSeconds(60);
    private long prefetchBytes = 64L << 20;
    private @Nullable String group;
    private KafkaClients clients = KafkaClients.REAL;

    KafkaSourceBuilder(
            Function<Map<String, String>, Supplier<? extends Deserializer<K>>> keys,
            Function<Map<String, String>, Supplier<? extends Deserializer<V>>> values) {
        this.keys = keys;
        this.values = values;
    }

    /** Brokers to begin with: host:port, separated by commas. */
    public KafkaSourceBuilder<K, V> bootstrapServers(String value) {
        servers = value;
        return this;
    }

    /** Topics to read; each must exist. Either this or {@link #topicsMatching}. */
    public KafkaSourceBuilder<K, V> topics(String... names) {
        topics.addAll(List.of(names));
        return this;
    }

    /** Reads all topics whose whole name matches, also those created later. */
    public KafkaSourceBuilder<K, V> topicsMatching(Pattern value) {
        pattern = value;
        return this;
    }

    /** Begins with the oldest record if there is no checkpoint. The default. */
    public KafkaSourceBuilder<K, V> startAtEarliest() {
        start = new StartAt.Earliest();
        return this;
    }

    /** Begins with the records written after the first start if there is no checkpoint. */
    public KafkaSourceBuilder<K, V> startAtLatest() {
        start = new StartAt.Latest();
        return this;
    }

    /** Begins at these offsets if there is no checkpoint; partitions that are not named begin with the oldest record. */
    public KafkaSourceBuilder<K, V> startAt(Map<TopicPartition, Long> offsets) {
        start = new StartAt.Offsets(offsets);
        return this;
    }

    /** Also reads records of transactions that are open or aborted. */
    public KafkaSourceBuilder<K, V> readUncommitted() {
        isolation = IsolationLevel.READ_UNCOMMITTED;
        return this;
    }

    /** What to do if retention has deleted records that were to be read next. Default: fail. */
    public KafkaSourceBuilder<K, V> onLostRange(LossPolicy policy) {
        onLostRange = policy;
        return this;
    }

    /** What to do if a topic was deleted and created again under its name. Default: fail. */
    public KafkaSourceBuilder<K, V> onRecreatedTopic(LossPolicy policy) {
        onRecreatedTopic = policy;
        return this;
    }

    /** How often to look for new partitions and topics. Default: 30 seconds. */
    public KafkaSourceBuilder<K, V> discoveryInterval(Duration value) {
        discoveryInterval = value;
        return this;
    }

    /** How long to wait for brokers that do not answer, at start and while reading. Default: 60 seconds. */
    public KafkaSourceBuilder<K, V> brokerTimeout(Duration value) {
        brokerTimeout = value;
        return this;
    }

    /** About how many bytes to fetch ahead of the batches, for all partitions together. Default: 64 MiB. */
    public KafkaSourceBuilder<K, V> prefetchBytes(long value) {
        prefetchBytes = value;
        return this;
    }

    /** The group under which monitoring tools see the committed offsets. Default: holdfast-JOB-SOURCE. */
    public KafkaSourceBuilder<K, V> group(String value) {
        group = value;
        return this;
    }

    /** A property of the Kafka consumer, such as {@code security.protocol}. */
    public KafkaSourceBuilder<K, V> property(String name, String value) {
        properties.put(name, value);
        return this;
    }

    /** Other clients than those of Kafka, for tests. */
    KafkaSourceBuilder<K, V> clients(KafkaClients value) {
        clients = value;
        return this;
    }

    /**
     * The source as described.
     *
     * @throws io.holdfast.failure.ConfigurationException with all problems
     */
    public KafkaSource<K, V> build() {
        check();
        TopicSelection selection =
                pattern != null ? new TopicSelection.Matching(pattern) : new TopicSelection.Named(topics);
        KafkaSourceOptions options = new KafkaSourceOptions(
                servers,
                selection,
                start,
                isolation,
                onLostRange,
                onRecreatedTopic,
                discoveryInterval,
                brokerTimeout,
                prefetchBytes,
                group,
                properties,
                clients);
        return new KafkaSource<>(options, keys.apply(options.properties()), values.apply(options.properties()));
    }

    private void check() {
        ClientOptions found = new ClientOptions("Kafka source");
        found.requireServers(servers);
        found.require(pattern != null || !topics.isEmpty(), "no topic is given: use topics or topicsMatching");
        found.require(pattern == null || topics.isEmpty(), "topics and topicsMatching exclude each other");
        topics.forEach(found::requireTopic);
        if (start instanceof StartAt.Offsets at) {
            at.offsets().forEach((partition, offset) -> {
                found.require(offset >= 0, "startAt: offset " + offset + " of " + partition + " is negative");
                found.require(
                        pattern != null || topics.contains(partition.topic()),
                        "startAt: " + partition + " is of a topic that is not read");
            });
        }
        found.requirePositive("discoveryInterval", discoveryInterval);
        found.requirePositive("brokerTimeout", brokerTimeout);
        found.require(prefetchBytes > 0, "prefetchBytes must be positive, found " + prefetchBytes);
        found.require(group == null || !group.isBlank(), "group is blank");
        found.refuse(properties, REFUSED);
        found.check();
    }
}
