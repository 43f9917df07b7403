package io.holdfast.source.kafka;

import io.holdfast.kafka.KafkaHeader;
import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A record of a topic.
 *
 * @param topic the topic
 * @param partition the partition within it
 * @param offset the place within the partition
 * @param timestampMillis as given by the producer or the broker, in milliseconds since the epoch; -1 for very old formats
 * @param key the deserialized key; null if the record has none
 * @param value the deserialized value; null for a tombstone
 * @param headers in the order of the record
 */
public record KafkaRecord<K extends @Nullable Object, V extends @Nullable Object>(
        String topic,
        int partition,
        long offset,
        long timestampMillis,
        @Nullable K key,
        @Nullable V value,
        List<KafkaHeader> headers)
        implements Serializable {}
