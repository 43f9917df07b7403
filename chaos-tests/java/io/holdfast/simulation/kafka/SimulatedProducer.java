package io.holdfast.simulation.kafka;

import io.holdfast.simulation.kafka.PartitionLog.Payload;
import io.holdfast.simulation.kafka.Transactions.Identity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * A transactional producer. What is sent goes out sooner or later, at the latest with the commit, which also reports what
 * went wrong on the way.
 */
final class SimulatedProducer {

    /** One in so many sends finds the buffer full. */
    private static final int FLUSH_ONE_IN = 4;

    private static final int TRANSACTION_MILLIS = 60_000;

    private final Connection connection;
    private final String transactionalId;
    private final Duration maxBlock;
    private final Duration transactionTimeout;
    private final Map<TopicPartition, List<Payload>> buffer = new LinkedHashMap<>();
    private @Nullable Identity identity;
    private @Nullable KafkaException failure;
    private boolean inTransaction;
    private boolean empty;

    SimulatedProducer(Connection connection, Map<String, Object> config) {
        this.connection = connection;
        transactionalId = (String) Objects.requireNonNull(config.get(ProducerConfig.TRANSACTIONAL_ID_CONFIG));
        maxBlock = millis(config, ProducerConfig.MAX_BLOCK_MS_CONFIG, 60_000);
        transactionTimeout = millis(config, ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_MILLIS);
    }

    private static Duration millis(Map<String, Object> config, String name, int otherwise) {
        Object given = config.get(name);
        return Duration.ofMillis(given == null ? otherwise : Long.parseLong(given.toString()));
    }

    void initTransactions() {
        identity = connection.call(
                "init transactions",
                maxBlock,
                () -> connection.kafka().transactions().initialize(transactionalId, transactionTimeout));
    }

    void beginTransaction() {
        if (identity == null || inTransaction) {
            throw new IllegalStateException("beginTransaction comes after initTransactions, once");
        }
        refuseAfterFailure();
        inTransaction = true;
        empty = true;
    }

    Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
        requireTransaction();
        refuseAfterFailure();
        TopicPartition partition = new TopicPartition(record.topic(), partition(record));
        long millis = record.timestamp() == null ? connection.kafka().time().wallMillis() : record.timestamp();
        buffer.computeIfAbsent(partition, key -> new ArrayList<>())
                .add(new Payload(
                        record.key(), record.value(), millis, record.headers().toArray()));
        if (connection.kafka().random().nextInt(FLUSH_ONE_IN) == 0) {
            flush();
        }
        return new CompletableFuture<>();
    }

    private int partition(ProducerRecord<byte[], byte[]> record) {
        if (record.partition() != null) {
            return record.partition();
        }
        int count = connection.kafka().topic(record.topic()).partitions().size();
        return Math.floorMod(Arrays.hashCode(record.key()), count);
    }

    /** What fails here makes the commit fail. */
    void flush() {
        Map<TopicPartition, List<Payload>> sent = new LinkedHashMap<>(buffer);
        buffer.clear();
        Identity who = Objects.requireNonNull(identity);
        sent.forEach((partition, payloads) -> {
            if (failure == null) {
                empty = false;
                attempt(() -> connection.call("produce", maxBlock, () -> {
                    connection.kafka().transactions().produce(who, partition, payloads);
                    return partition;
                }));
            }
        });
    }

    private void attempt(Runnable request) {
        try {
            request.run();
        } catch (KafkaException e) {
            failure = e;
        }
    }

    void sendOffsetsToTransaction(Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata group) {
        requireTransaction();
        refuseAfterFailure();
        Identity who = Objects.requireNonNull(identity);
        empty = false;
        connection.call("store offsets", maxBlock, () -> {
            connection.kafka().transactions().storeOffsets(who, group.groupId(), offsets);
            return who;
        });
    }

    void commitTransaction() {
        requireTransaction();
        flush();
        refuseAfterFailure();
        endTransaction(true);
    }

    void abortTransaction() {
        requireTransaction();
        buffer.clear();
        failure = null;
        endTransaction(false);
    }

    private void endTransaction(boolean commit) {
        Identity who = Objects.requireNonNull(identity);
        if (!empty) {
            identity = connection.call(
                    "end transaction",
                    maxBlock,
                    () -> connection.kafka().transactions().end(who, commit));
        }
        inTransaction = false;
    }

    private void requireTransaction() {
        if (!inTransaction) {
            throw new IllegalStateException("no transaction was begun");
        }
    }

    private void refuseAfterFailure() {
        if (failure != null) {
            throw new KafkaException("the producer is in an error state", failure);
        }
    }

    /** Without a word to the brokers, as with a timeout of zero. */
    void close(Duration timeout) {
        buffer.clear();
    }

    void close() {
        buffer.clear();
    }
}
