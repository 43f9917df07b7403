package io.holdfast.sink.kafka;

import io.holdfast.common.BytesWriter;
import io.holdfast.failure.UserCodeException;
import io.holdfast.function.Function1;
import io.holdfast.kafka.KafkaHeader;
import io.holdfast.kafka.TopicNames;
import io.holdfast.sink.OutboxEncoder;
import io.holdfast.sink.SinkContext;
import io.holdfast.sink.kafka.RecordFields.OpenField;
import io.holdfast.sink.kafka.TopicDirectory.Target;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Serializes records at the moment they are emitted, and refuses what the brokers would: once a batch is committed its
 * output can no longer be refused. Asks the brokers only for sinks that choose topics or partitions themselves.
 */
final class KafkaEncoder<T> implements OutboxEncoder<T> {

    private final KafkaSinkOptions options;
    private final RecordFields<T> fields;
    private final SinkContext context;
    private final @Nullable OpenField<T, ?> key;
    private final @Nullable OpenField<T, ?> value;
    private final TopicDirectory topics;

    KafkaEncoder(KafkaSinkOptions options, RecordFields<T> fields, SinkContext context) {
        this.options = options;
        this.fields = fields;
        this.context = context;
        key = fields.key() == null ? null : fields.key().open(context.sink());
        value = fields.value() == null ? null : fields.value().open(context.sink());
        topics = new TopicDirectory(options, context);
    }

    @Override
    public void encode(T element, BytesWriter out) throws Exception {
        String chosen = apply(fields.topic(), element);
        String topic = chosen == null ? options.topic() : chosen;
        RecordHeaders headers = new RecordHeaders();
        List<KafkaHeader> given = apply(fields.headers(), element);
        if (given != null) {
            given.forEach(header -> headers.add(header.name(), header.value()));
        }
        byte[] keyBytes = bytes("key", key, element, topic, headers);
        byte[] valueBytes = bytes("value", value, element, topic, headers);
        OutboxRecord record = new OutboxRecord(
                chosen,
                apply(fields.partition(), element),
                apply(fields.timestampMillis(), element),
                keyBytes,
                valueBytes,
                headers.toArray());
        check(record, topic);
        record.encode(out);
    }

    private <F> @Nullable F apply(@Nullable Function1<? super T, ? extends @Nullable F> function, T element)
            throws Exception {
        return function == null ? null : function.apply(element);
    }

    private byte @Nullable [] bytes(
            String what, @Nullable OpenField<T, ?> field, T element, String topic, RecordHeaders headers) {
        if (field == null) {
            return null;
        }
        try {
            return field.bytes(element, topic, headers);
        } catch (Exception e) {
            throw new UserCodeException(
                    "sink " + context.sink() + ": the " + what + " of a record for topic " + topic
                            + " could not be made into bytes by "
                            + field.serializer().getClass().getName() + ": " + e,
                    e);
        }
    }

    private void check(OutboxRecord record, String topic) throws Exception {
        long limit = options.maxRequestSize();
        if (record.topic() != null || record.partition() != null) {
            limit = Math.min(limit, checkTarget(record, topic).maxMessageBytes());
        }
        if (record.size() > limit) {
            throw new UserCodeException("sink " + context.sink() + ": a record for topic " + topic + " has up to "
                    + record.size() + " bytes, but at most " + limit + " can be sent; make it smaller, or raise "
                    + ProducerConfig.MAX_REQUEST_SIZE_CONFIG + " of this sink and max.message.bytes of the topic");
        }
        Long timestamp = record.timestampMillis();
        if (timestamp != null && timestamp < 0) {
            throw new UserCodeException("sink " + context.sink() + ": a record for topic " + topic
                    + " has the negative timestamp " + timestamp);
        }
    }

    private Target checkTarget(OutboxRecord record, String topic) throws Exception {
        Target target = TopicNames.isLegal(topic) ? topics.find(topic) : null;
        if (target == null) {
            throw new UserCodeException("sink " + context.sink() + ": a record is for topic '" + topic
                    + "', which does not exist at " + options.servers() + topics.hint(topic));
        }
        Integer partition = record.partition();
        if (partition == null || (partition >= 0 && partition < target.partitions())) {
            return target;
        }
        Target now = topics.refresh(topic);
        if (now == null || partition < 0 || partition >= now.partitions()) {
            throw new UserCodeException("sink " + context.sink() + ": a record is for partition " + partition
                    + " of topic " + topic + ", which has " + target.partitions() + " partitions, counted from 0");
        }
        return now;
    }

    @Override
    public void close() {
        try (topics;
                OpenField<T, ?> first = key) {
            if (value != null) {
                value.close();
            }
        }
    }
}
