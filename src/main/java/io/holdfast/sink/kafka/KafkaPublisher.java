package io.holdfast.sink.kafka;

import io.holdfast.common.Check;
import io.holdfast.failure.ConfigurationException;
import io.holdfast.failure.HoldfastException;
import io.holdfast.failure.SinkException;
import io.holdfast.format.Marker;
import io.holdfast.sink.Outbox;
import io.holdfast.sink.Publisher;
import io.holdfast.sink.SinkContext;
import io.holdfast.sink.kafka.TopicDirectory.Target;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes committed batches in transactions, each of which also stores the marker as the offset of a group that
 * belongs to this sink alone. So the brokers hold either both or neither, and what happened to a transaction whose
 * outcome is unknown is found out by reading the marker.
 *
 * <p>For that to be true, nobody else may still be publishing when the marker is read: initializing the producer comes
 * first, which aborts the open transaction of every older producer of the same transactional id and lets none of them
 * commit again; and the read asks for stable offsets, so it waits for a transaction that is just ending.
 *
 * <p>After any failure the publisher is done for. A transaction is never retried or aborted here: whether it was
 * committed may be unknown, and its successor finds out.
 */
final class KafkaPublisher implements Publisher {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaPublisher.class);

    /** Far below the shortest time after which brokers forget offsets (7 days by default) in practice. */
    private static final Duration REFRESH = Duration.ofHours(1);

    private final KafkaSinkOptions options;
    private final SinkContext context;
    private final TopicDirectory topics;
    private final String group;
    private final TopicPartition markerPlace;
    private @Nullable Producer<byte[], byte[]> producer;
    private @Nullable ConsumerGroupMetadata groupMetadata;
    private @Nullable Marker marker;
    private long refreshNanos;
    private boolean failed;

    KafkaPublisher(KafkaSinkOptions options, SinkContext context) {
        this.options = options;
        this.context = context;
        topics = new TopicDirectory(options, context);
        group = KafkaSinkOptions.markerGroup(context);
        markerPlace = new TopicPartition(options.topic(), 0);
        refreshNanos = context.time().monotonicNanos();
    }

    @Override
    public @Nullable Marker recover() {
        return guarded("starting", () -> {
            checkTopic();
            groupMetadata = describeGroup();
            Producer<byte[], byte[]> opened = options.clients().producer(options.producerProperties(context));
            producer = opened;
            opened.initTransactions();
            marker = new MarkerReader(topics, context, options.brokerTimeout()).read(group, markerPlace);
            LOG.info("sink {}: publishes to {}, marker {}", context.sink(), options, marker);
            return marker;
        });
    }

    private void checkTopic() throws Exception {
        Target target = topics.find(options.topic());
        if (target == null) {
            throw new ConfigurationException("sink " + context.sink() + ": topic " + options.topic()
                    + " does not exist at " + options.servers() + topics.hint(options.topic())
                    + " Create it, or name another");
        }
        if (target.maxMessageBytes() < options.maxRequestSize()) {
            throw new ConfigurationException("sink " + context.sink() + ": topic " + options.topic()
                    + " accepts at most " + target.maxMessageBytes() + " bytes (max.message.bytes), but this sink lets"
                    + " records of " + options.maxRequestSize() + " bytes into batches, which could then never be"
                    + " published; set property max.request.size to at most " + target.maxMessageBytes()
                    + ", or raise max.message.bytes of the topic");
        }
    }

    /** The constructors of this class are deprecated; a consumer that never connects makes one. */
    private ConsumerGroupMetadata describeGroup() {
        Map<String, Object> config = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                options.servers(),
                ConsumerConfig.GROUP_ID_CONFIG,
                group,
                ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
                ByteArrayDeserializer.class,
                ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
                ByteArrayDeserializer.class);
        try (Consumer<byte[], byte[]> consumer = options.clients().consumer(config)) {
            return consumer.groupMetadata();
        }
    }

    @Override
    public void publish(List<Outbox> outboxes, long skipRecords) {
        Progress progress = new Progress(outboxes, skipRecords);
        guarded("publishing batch " + outboxes.get(0).batch(), () -> {
            while (!progress.isDone()) {
                commit(progress);
            }
            return progress;
        });
    }

    /** How far a call of publish is: at a record of one of the outboxes. */
    private static final class Progress {

        private final List<Outbox> outboxes;
        private int outbox;
        private long record;

        Progress(List<Outbox> outboxes, long record) {
            this.outboxes = outboxes;
            this.record = record;
            skipIfComplete();
        }

        boolean isDone() {
            return outbox == outboxes.size();
        }

        Outbox current() {
            return outboxes.get(outbox);
        }

        /** Moves to the record, and if there is none, on to the next outbox; true if it does that. */
        boolean advanceTo(long next) {
            record = next;
            return skipIfComplete();
        }

        private boolean skipIfComplete() {
            if (record < current().records()) {
                return false;
            }
            outbox++;
            record = 0;
            return true;
        }
    }

    /** Sends up to the bound, or to the end, as one transaction. */
    private void commit(Progress progress) throws Exception {
        Producer<byte[], byte[]> open = producer();
        Segment segment = new Segment(open);
        open.beginTransaction();
        Marker reached;
        boolean complete;
        do {
            Outbox outbox = progress.current();
            long before = progress.record;
            segment.millis = outbox.batchTimeMillis();
            long next = outbox.visit(before, segment::send);
            Check.that(next > before, "outbox of batch %d ended at record %d", outbox.batch(), before);
            reached = outbox.marker(next);
            complete = progress.advanceTo(next);
        } while (complete && !progress.isDone() && segment.bytes < options.transactionBytes());
        commitMarker(open, reached);
    }

    private final class Segment {

        private final Producer<byte[], byte[]> open;
        private long millis;
        private long bytes;

        Segment(Producer<byte[], byte[]> open) {
            this.open = open;
        }

        /** Failures of what is sent come back from the commit. */
        boolean send(io.holdfast.common.BytesReader record) {
            bytes += record.remaining();
            ProducerRecord<byte[], byte[]> decoded = OutboxRecord.decode(record, options.topic(), millis);
            var unused = open.send(decoded);
            return bytes < options.transactionBytes();
        }
    }

    private void commitMarker(Producer<byte[], byte[]> open, Marker reached) {
        OffsetAndMetadata stored = new OffsetAndMetadata(reached.batch(), MarkerCodec.encode(reached));
        open.sendOffsetsToTransaction(Map.of(markerPlace, stored), Objects.requireNonNull(groupMetadata));
        open.commitTransaction();
        // From here on the output of this transaction is visible, and the marker says so.
        marker = reached;
        refreshNanos = context.time().monotonicNanos() + REFRESH.toNanos();
    }

    /** Brokers forget the offsets of a group, and a transactional id, that nobody has used for long. */
    @Override
    public void keepAlive() {
        Marker current = marker;
        if (current != null && context.time().monotonicNanos() - refreshNanos >= 0) {
            guarded("refreshing the marker", () -> {
                Producer<byte[], byte[]> open = producer();
                open.beginTransaction();
                commitMarker(open, current);
                return current;
            });
        }
    }

    private Producer<byte[], byte[]> producer() {
        return Objects.requireNonNull(producer, "recover comes first");
    }

    private <R extends @Nullable Object> R guarded(String action, Callable<R> call) {
        Check.that(!failed, "the publisher of sink %s is used after a failure", context.sink());
        failed = true;
        try {
            R result = call.call();
            failed = false;
            return result;
        } catch (HoldfastException e) {
            throw e;
        } catch (Exception e) {
            throw new SinkException(
                    "sink " + context.sink() + ": " + action + " with " + options + " failed: " + e
                            + "; nothing is lost: what the marker does not say is published again",
                    e);
        }
    }

    @Override
    public void close() {
        try (topics) {
            if (producer != null) {
                producer.close(Duration.ZERO);
            }
        }
    }
}
