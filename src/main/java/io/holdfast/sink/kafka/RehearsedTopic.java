package io.holdfast.sink.kafka;

import io.holdfast.common.BytesReader;
import io.holdfast.common.BytesWriter;
import io.holdfast.failure.ConfigurationException;
import io.holdfast.kafka.TopicNames;
import io.holdfast.sink.Publisher;
import io.holdfast.sink.SinkContext;
import io.holdfast.sink.kafka.TopicDirectory.Target;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * A topic where a Kafka sink publishes in a rehearsal, instead of its own. What tells the target of it, transactional id and
 * group of the marker, is of the rehearsal too, so the real job neither notices nor is fenced.
 */
public final class RehearsedTopic {

    private final KafkaSinkOptions real;
    private final KafkaSinkOptions options;
    private final String prefix;

    /** The topic {@code prefix + TOPIC} at these servers; null for those of the sink. */
    public RehearsedTopic(KafkaSink<?> sink, String prefix, @Nullable String servers) {
        real = sink.options();
        this.prefix = prefix;
        options = new KafkaSinkOptions(
                servers == null ? real.servers() : servers,
                prefix + real.topic(),
                real.brokerTimeout(),
                real.transactionBytes(),
                real.properties(),
                real.clients());
    }

    /** What is compared of a record. */
    @SuppressWarnings("ArrayRecordComponent") // never compared as a whole
    public record Content(@Nullable Integer partition, boolean keyed, byte[] bytes) {}

    /** Its name. */
    public String name() {
        return options.topic();
    }

    @Override
    public String toString() {
        return options.toString();
    }

    /** Publishes here as the sink would there. */
    public Publisher publisher(SinkContext context) {
        return new KafkaPublisher(options, rehearsed(context));
    }

    private SinkContext rehearsed(SinkContext context) {
        return new SinkContext(
                prefix + context.job(),
                context.jobId(),
                context.timeline(),
                context.sink(),
                context.types(),
                context.workers(),
                context.time());
    }

    /** Creates the topic, with as many partitions as the sink's own has. */
    public void create(SinkContext context) throws Exception {
        if (!TopicNames.isLegal(name())) {
            throw new ConfigurationException("sink " + context.sink() + ": the topic of the rehearsal would be called "
                    + name() + ", which Kafka does not allow: " + TopicNames.RULE);
        }
        Target target = model(context);
        NewTopic topic = new NewTopic(name(), Optional.of(target.partitions()), Optional.empty());
        try (TopicDirectory directory = new TopicDirectory(options, rehearsed(context))) {
            directory.await(
                    directory
                            .admin()
                            .createTopics(List.of(topic.configs(settings(target))))
                            .all(),
                    "create topic " + name());
        } catch (AuthorizationException e) {
            throw new ConfigurationException(
                    "sink " + context.sink() + ": the rehearsal may not create topic " + name() + " at "
                            + options.servers() + ": " + e.getMessage() + "; grant the right to create topics with this"
                            + " prefix, or name other servers",
                    e);
        }
    }

    private Target model(SinkContext context) throws Exception {
        try (TopicDirectory directory = new TopicDirectory(real, rehearsed(context))) {
            Target target = directory.find(real.topic());
            if (target == null) {
                throw new ConfigurationException("sink " + context.sink() + ": topic " + real.topic()
                        + " does not exist at " + real.servers() + directory.hint(real.topic())
                        + " The rehearsal's own topic gets as many partitions as this one has");
            }
            return target;
        }
    }

    /** Whatever timestamps the job writes, nothing vanishes before it is read. */
    private static Map<String, String> settings(Target model) {
        Map<String, String> settings = new java.util.HashMap<>(Map.of(
                TopicConfig.RETENTION_MS_CONFIG, "-1",
                TopicConfig.RETENTION_BYTES_CONFIG, "-1",
                TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE,
                TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "CreateTime"));
        if (model.maxMessageBytes() != Long.MAX_VALUE) {
            settings.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Long.toString(model.maxMessageBytes()));
        }
        return settings;
    }

    /** Deletes the topic and the group of the marker. */
    public void delete(SinkContext context) throws Exception {
        SinkContext own = rehearsed(context);
        try (TopicDirectory directory = new TopicDirectory(options, own)) {
            directory.await(directory.admin().deleteTopics(List.of(name())).all(), "delete topic " + name());
            directory.await(
                    directory
                            .admin()
                            .deleteConsumerGroups(List.of(KafkaSinkOptions.markerGroup(own)))
                            .all(),
                    "delete the group of the marker");
        } catch (org.apache.kafka.common.errors.GroupIdNotFoundException e) {
            // Nothing was published, or the group went with its only topic.
        }
    }

    /** Hands over what readers of committed records see now: each partition in its order, one after the other. */
    public void read(SinkContext context, Duration limit, Consumer<Content> each) {
        new TopicContent(options, context.time())
                .read(
                        limit,
                        record -> each.accept(content(
                                record.partition(),
                                record.key() != null,
                                record.timestamp(),
                                record.key(),
                                record.value(),
                                record.headers().toArray())));
    }

    /** A record as a batch sealed it; its partition is null if the partitioner chooses one. */
    public Content sealed(BytesReader record, long batchTimeMillis) {
        ProducerRecord<byte[], byte[]> decoded = OutboxRecord.decode(record, name(), batchTimeMillis);
        return content(
                decoded.partition(),
                decoded.key() != null,
                decoded.timestamp(),
                decoded.key(),
                decoded.value(),
                decoded.headers().toArray());
    }

    private static Content content(
            @Nullable Integer partition,
            boolean keyed,
            long timestamp,
            byte @Nullable [] key,
            byte @Nullable [] value,
            Header[] headers) {
        BytesWriter out = new BytesWriter(64);
        new OutboxRecord(null, null, timestamp, key, value, headers).encode(out);
        return new Content(partition, keyed, out.toByteArray());
    }
}
