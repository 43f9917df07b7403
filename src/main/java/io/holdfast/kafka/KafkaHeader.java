package io.holdfast.kafka;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A header of a Kafka record. Its bytes are shared, not copied: do not change them.
 *
 * @param name may occur several times in one record
 * @param value may be null
 */
@SuppressWarnings("ArrayRecordComponent") // headers are handed over as they came; equality is by content below
public record KafkaHeader(String name, byte @Nullable [] value) implements Serializable {

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof KafkaHeader header && name.equals(header.name) && Arrays.equals(value, header.value);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, Arrays.hashCode(value));
    }

    @Override
    public String toString() {
        return name + " (" + (value == null ? "null" : value.length + " bytes") + ")";
    }
}
