package io.holdfast.simulation.kafka;

import io.holdfast.simulation.kafka.PartitionLog.Entry;
import io.holdfast.simulation.kafka.PartitionLog.EpochEnd;
import io.holdfast.simulation.kafka.PartitionLog.Fetched;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/** A consumer with assigned partitions and no offset reset. */
final class SimulatedConsumer<K, V> {

    private static final int MOST_ENTRIES = 8;

    private final Connection connection;
    private final Map<String, Object> config;
    private final boolean committedOnly;
    private final Map<TopicPartition, Position> positions = new LinkedHashMap<>();
    private final Deserializer<K> keys;
    private final Deserializer<V> values;
    private CompletableFuture<Void> news = new CompletableFuture<>();
    private boolean wakeup;

    SimulatedConsumer(Connection connection, Map<String, Object> config) {
        this.connection = connection;
        this.config = config;
        committedOnly = "read_committed".equals(config.get(ConsumerConfig.ISOLATION_LEVEL_CONFIG));
        keys = make(config.get(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG));
        values = make(config.get(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG));
    }

    @SuppressWarnings("unchecked")
    private static <T> Deserializer<T> make(@Nullable Object type) {
        try {
            return (Deserializer<T>)
                    ((Class<?>) Objects.requireNonNull(type)).getConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Where a partition goes on, and what the consumer knows of its leader. */
    private static final class Position {
        private long offset = -1;
        private @Nullable Integer epoch;
        private int leaderEpoch = -1;
        private boolean paused;
        private long lastEnd = -1;
    }

    void assign(Collection<TopicPartition> partitions) {
        positions.keySet().retainAll(partitions);
        partitions.forEach(partition -> positions.computeIfAbsent(partition, key -> new Position()));
    }

    private Position at(TopicPartition partition) {
        Position position = positions.get(partition);
        if (position == null) {
            throw new IllegalStateException("no current assignment for partition " + partition);
        }
        return position;
    }

    void seek(TopicPartition partition, OffsetAndMetadata to) {
        Position position = at(partition);
        position.offset = to.offset();
        position.epoch = to.leaderEpoch().orElse(null);
        position.leaderEpoch = -1;
    }

    void pause(Collection<TopicPartition> partitions) {
        partitions.forEach(partition -> at(partition).paused = true);
    }

    void resume(Collection<TopicPartition> partitions) {
        partitions.forEach(partition -> at(partition).paused = false);
    }

    Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> partitions, Duration timeout) {
        if (partitions.isEmpty()) {
            return Map.of();
        }
        Map<TopicPartition, Long> ends = connection.call("end offsets", timeout, () -> {
            Map<TopicPartition, Long> found = new HashMap<>();
            partitions.forEach(partition ->
                    found.put(partition, connection.kafka().log(partition).end(committedOnly)));
            return found;
        });
        throwWakeup();
        return ends;
    }

    /** Compares the position with the log of the leader if it comes with an epoch. */
    long position(TopicPartition partition, Duration timeout) {
        Position position = at(partition);
        connection.call("validate position", timeout, () -> {
            validate(partition, position, connection.kafka().log(partition));
            return position;
        });
        throwWakeup();
        return position.offset;
    }

    private void validate(TopicPartition partition, Position position, PartitionLog log) {
        if (position.leaderEpoch == log.epoch()) {
            return;
        }
        Integer epoch = position.epoch;
        if (epoch != null) {
            EpochEnd found = log.endOf(epoch);
            if (found.end() < position.offset) {
                throw new LogTruncationException(
                        Map.of(partition, position.offset),
                        found.end() < 0
                                ? Map.of()
                                : Map.of(
                                        partition, new OffsetAndMetadata(found.end(), Optional.of(found.epoch()), "")));
            }
        }
        position.leaderEpoch = log.epoch();
    }

    ConsumerRecords<K, V> poll(Duration timeout) {
        long deadline = connection.kafka().time().monotonicNanos() + timeout.toNanos();
        while (true) {
            throwWakeup();
            ConsumerRecords<K, V> fetched = fetch();
            long left = deadline - connection.kafka().time().monotonicNanos();
            if (!fetched.nextOffsets().isEmpty() || left <= 0) {
                return fetched;
            }
            if (news.isDone()) {
                news = new CompletableFuture<>();
            }
            connection.kafka().tell(news);
            connection.host().workers().await(news, Duration.ofNanos(left));
        }
    }

    private ConsumerRecords<K, V> fetch() {
        Map<TopicPartition, List<ConsumerRecord<K, V>>> records = new HashMap<>();
        Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
        if (connection.kafka().away().isZero()) {
            positions.forEach((partition, position) -> fetch(partition, position, records, next));
        }
        return new ConsumerRecords<>(records, next);
    }

    private void fetch(
            TopicPartition partition,
            Position position,
            Map<TopicPartition, List<ConsumerRecord<K, V>>> records,
            Map<TopicPartition, OffsetAndMetadata> next) {
        PartitionLog log = connection.kafka().logIfThere(partition);
        if (position.paused || log == null) {
            return;
        }
        validate(partition, position, log);
        if (position.offset < log.start() || position.offset > log.end()) {
            throw new OffsetOutOfRangeException(Map.of(partition, position.offset));
        }
        int most = 1 + connection.kafka().random().nextInt(MOST_ENTRIES);
        Fetched fetched = log.read(position.offset, committedOnly, most);
        noteEnd(position, log);
        if (fetched.next() == position.offset) {
            return;
        }
        List<ConsumerRecord<K, V>> decoded = new ArrayList<>();
        fetched.records().forEach(entry -> decoded.add(decode(partition, entry)));
        if (!decoded.isEmpty()) {
            records.put(partition, decoded);
        }
        position.offset = fetched.next();
        position.epoch = fetched.epoch() == null ? position.epoch : fetched.epoch();
        next.put(partition, new OffsetAndMetadata(position.offset, Optional.ofNullable(position.epoch), ""));
    }

    private void noteEnd(Position position, PartitionLog log) {
        long end = log.end(committedOnly);
        boolean stale = end > 0 && connection.kafka().faults().happens(KafkaFault.STALE_END, "poll");
        position.lastEnd = stale ? connection.kafka().random().nextLong(end) : end;
    }

    private ConsumerRecord<K, V> decode(TopicPartition partition, Entry entry) {
        PartitionLog.Payload payload = Objects.requireNonNull(entry.payload());
        Headers headers = new RecordHeaders(payload.headers());
        return new ConsumerRecord<>(
                partition.topic(),
                partition.partition(),
                entry.offset(),
                payload.timestampMillis(),
                TimestampType.CREATE_TIME,
                payload.key() == null ? -1 : payload.key().length,
                payload.value() == null ? -1 : payload.value().length,
                keys.deserialize(partition.topic(), headers, payload.key()),
                values.deserialize(partition.topic(), headers, payload.value()),
                headers,
                Optional.of(entry.epoch()));
    }

    OptionalLong currentLag(TopicPartition partition) {
        Position position = at(partition);
        return position.lastEnd < 0 ? OptionalLong.empty() : OptionalLong.of(position.lastEnd - position.offset);
    }

    /** From any thread of the process. */
    void wakeup() {
        wakeup = true;
        news.complete(null);
    }

    private void throwWakeup() {
        if (wakeup) {
            wakeup = false;
            throw new WakeupException();
        }
    }

    @SuppressWarnings({"removal", "deprecation"})
    ConsumerGroupMetadata groupMetadata() {
        return new ConsumerGroupMetadata((String) config.get(ConsumerConfig.GROUP_ID_CONFIG));
    }

    void close(CloseOptions options) {
        positions.clear();
    }

    void close() {
        positions.clear();
    }
}
