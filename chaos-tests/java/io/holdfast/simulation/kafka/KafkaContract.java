package io.holdfast.simulation.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.holdfast.kafka.KafkaClients;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** What Holdfast relies on of Kafka, asked of the simulation and of a real broker alike. */
abstract class KafkaContract {

    private static final AtomicInteger NAMES = new AtomicInteger();

    private final String name = "contract-" + NAMES.incrementAndGet();
    private final TopicPartition partition = new TopicPartition(name, 0);

    abstract KafkaClients clients();

    abstract String servers();

    abstract void createTopic(String topic);

    abstract void deleteRecords(TopicPartition from, long before);

    /** Waits for an answer. */
    abstract <T> T answer(KafkaFuture<T> future) throws Exception;

    /** Waits until an end offset of a partition is this one: the records that end transactions come a moment later. */
    abstract void awaitEnd(ThrowingEnd end, long expected) throws Exception;

    /** Asks for an offset. */
    interface ThrowingEnd {
        long get() throws Exception;
    }

    private Producer<byte[], byte[]> producer() {
        Producer<byte[], byte[]> producer = clients()
                .producer(Map.of(
                        "bootstrap.servers",
                        servers(),
                        "transactional.id",
                        name,
                        "key.serializer",
                        ByteArraySerializer.class,
                        "value.serializer",
                        ByteArraySerializer.class));
        producer.initTransactions();
        return producer;
    }

    private Admin admin() {
        return clients().admin(Map.of("bootstrap.servers", servers()));
    }

    private void send(Producer<byte[], byte[]> producer) {
        var unused = producer.send(new ProducerRecord<>(name, 0, null, new byte[] {1}));
        producer.flush();
    }

    private long offset(Admin admin, OffsetSpec spec, IsolationLevel level) throws Exception {
        return answer(admin.listOffsets(Map.of(partition, spec), new ListOffsetsOptions(level))
                        .partitionResult(partition))
                .offset();
    }

    private void awaitEnd(Admin admin, IsolationLevel level, long expected) throws Exception {
        awaitEnd(() -> offset(admin, OffsetSpec.latest(), level), expected);
    }

    private Map<TopicPartition, OffsetAndMetadata> stored(Admin admin, boolean stable) throws Exception {
        return answer(admin.listConsumerGroupOffsets(
                        Map.of(name, new ListConsumerGroupOffsetsSpec().topicPartitions(List.of(partition))),
                        new ListConsumerGroupOffsetsOptions().requireStable(stable))
                .partitionsToOffsetAndMetadata(name));
    }

    @Test
    void eachEndOfATransactionTakesAnOffset() throws Exception {
        createTopic(name);
        try (Producer<byte[], byte[]> producer = producer();
                Admin admin = admin()) {
            producer.beginTransaction();
            send(producer);
            producer.commitTransaction();
            awaitEnd(admin, IsolationLevel.READ_COMMITTED, 2);
            producer.beginTransaction();
            send(producer);
            producer.abortTransaction();
            awaitEnd(admin, IsolationLevel.READ_COMMITTED, 4);
        }
    }

    @Test
    void anOpenTransactionHoldsBackTheStableEnd() throws Exception {
        createTopic(name);
        try (Producer<byte[], byte[]> producer = producer();
                Admin admin = admin()) {
            producer.beginTransaction();
            send(producer);
            awaitEnd(admin, IsolationLevel.READ_UNCOMMITTED, 1);
            assertThat(offset(admin, OffsetSpec.latest(), IsolationLevel.READ_COMMITTED))
                    .isZero();
            producer.abortTransaction();
        }
    }

    /** Planted defect: the newer producer has a transactional id of its own, so the transaction stays open. */
    @Test
    void aNewerProducerAbortsTheTransactionAndFencesTheCommitOfTheOlder() throws Exception {
        createTopic(name);
        try (Admin admin = admin()) {
            Producer<byte[], byte[]> older = producer();
            older.beginTransaction();
            send(older);
            Producer<byte[], byte[]> newer = producer();
            try {
                awaitEnd(admin, IsolationLevel.READ_COMMITTED, 2);
                assertThat(catchThrowable(older::commitTransaction)).isInstanceOf(ProducerFencedException.class);
                assertThat(offset(admin, OffsetSpec.latest(), IsolationLevel.READ_COMMITTED))
                        .isEqualTo(2);
            } finally {
                newer.close();
                older.close(Duration.ZERO);
            }
        }
    }

    @SuppressWarnings({"removal", "deprecation"})
    private ConsumerGroupMetadata group() {
        return new ConsumerGroupMetadata(name);
    }

    @Test
    void aPartitionWhoseOffsetIsInAnOpenTransactionIsMissingFromTheStableOnes() throws Exception {
        createTopic(name);
        try (Producer<byte[], byte[]> producer = producer();
                Admin admin = admin()) {
            producer.beginTransaction();
            producer.sendOffsetsToTransaction(Map.of(partition, new OffsetAndMetadata(7, "batch")), group());
            assertThat(stored(admin, true)).doesNotContainKey(partition);
            assertThat(stored(admin, false)).containsEntry(partition, null);
            producer.commitTransaction();
            awaitEnd(
                    () -> {
                        OffsetAndMetadata found = stored(admin, true).get(partition);
                        return found == null ? -1 : found.offset();
                    },
                    7);
        }
    }

    @Test
    void deletedRecordsMoveTheBeginningNotTheEnd() throws Exception {
        createTopic(name);
        try (Producer<byte[], byte[]> producer = producer();
                Admin admin = admin()) {
            producer.beginTransaction();
            send(producer);
            send(producer);
            producer.commitTransaction();
            awaitEnd(admin, IsolationLevel.READ_COMMITTED, 3);
            deleteRecords(partition, 1);
            assertThat(offset(admin, OffsetSpec.earliest(), IsolationLevel.READ_COMMITTED))
                    .isEqualTo(1);
            assertThat(offset(admin, OffsetSpec.latest(), IsolationLevel.READ_COMMITTED))
                    .isEqualTo(3);
        }
    }
}
