package io.holdfast.source.kafka;

import io.holdfast.failure.UserCodeException;
import io.holdfast.function.Supplier;
import io.holdfast.kafka.KafkaHeader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/** Turns fetched bytes into records on the thread of the task, so that a bad one can be named. Not thread-safe. */
final class RecordDecoder<K extends @Nullable Object, V extends @Nullable Object> implements AutoCloseable {

    /** Of a value that is shown as text. */
    private static final int MOST_BYTES = 5_000;

    private final Deserializer<K> keys;
    private final Deserializer<V> values;

    private RecordDecoder(Deserializer<K> keys, Deserializer<V> values) {
        this.keys = keys;
        this.values = values;
    }

    static <K, V> RecordDecoder<K, V> open(
            Supplier<? extends Deserializer<K>> keys, Supplier<? extends Deserializer<V>> values, String source) {
        try {
            return new RecordDecoder<>(keys.get(), values.get());
        } catch (Exception e) {
            throw new UserCodeException("source " + source + ": a deserializer could not be made: " + e, e);
        }
    }

    /** The record that was taken of a chunk. */
    KafkaRecord<K, V> decode(TopicPartition partition, Chunk chunk) {
        Headers headers = chunk.headers();
        return new KafkaRecord<>(
                partition.topic(),
                partition.partition(),
                chunk.offset(),
                chunk.timestampMillis(),
                decode("key", keys, partition, chunk.offset(), headers, chunk.key()),
                decode("value", values, partition, chunk.offset(), headers, chunk.value()),
                convert(headers.toArray()));
    }

    private static <T> @Nullable T decode(
            String what,
            Deserializer<T> deserializer,
            TopicPartition partition,
            long offset,
            Headers headers,
            @Nullable ByteBuffer bytes) {
        if (bytes == null) {
            return null;
        }
        int size = bytes.remaining();
        try {
            return deserializer.deserialize(partition.topic(), headers, bytes);
        } catch (RuntimeException e) {
            throw new UserCodeException(
                    "a record that does not deserialize: topic " + partition.topic() + ", partition "
                            + partition.partition() + ", offset " + offset + ": its " + what + " of " + size
                            + " bytes made "
                            + deserializer.getClass().getName() + " throw " + e
                            + "; the batch that reads it fails each time: mend the deserializer, or give one that"
                            + " returns null or a wrapper for such a " + what + " and filter it out in the job",
                    e);
        }
    }

    /** The bytes of a value that does not deserialize, as text if they are that. */
    static String text(@Nullable ByteBuffer bytes) {
        if (bytes == null) {
            return "";
        }
        byte[] copy = new byte[Math.min(bytes.remaining(), MOST_BYTES)];
        bytes.get(copy);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(copy))
                    .toString();
        } catch (CharacterCodingException e) {
            return "0x" + HexFormat.of().formatHex(copy);
        }
    }

    private static List<KafkaHeader> convert(Header[] headers) {
        if (headers.length == 0) {
            return List.of();
        }
        List<KafkaHeader> converted = new ArrayList<>(headers.length);
        for (Header header : headers) {
            converted.add(new KafkaHeader(header.key(), header.value()));
        }
        return converted;
    }

    @Override
    public void close() {
        try (keys) {
            values.close();
        }
    }
}
