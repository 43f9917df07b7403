package io.holdfast.sink.kafka;

import io.holdfast.failure.UserCodeException;
import io.holdfast.function.Function1;
import io.holdfast.function.Supplier;
import io.holdfast.kafka.KafkaHeader;
import java.io.Serializable;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/** How a value of the job becomes a Kafka record: what is null is left to its default. */
record RecordFields<T>(
        @Nullable Field<T, ?> key,
        @Nullable Field<T, ?> value,
        @Nullable Function1<? super T, String> topic,
        @Nullable Function1<? super T, @Nullable Integer> partition,
        @Nullable Function1<? super T, Long> timestampMillis,
        @Nullable Function1<? super T, List<KafkaHeader>> headers)
        implements Serializable {

    /** A part of the value, and what turns it into bytes. */
    record Field<T, F>(Function1<? super T, ? extends @Nullable F> part, Supplier<? extends Serializer<F>> serializer)
            implements Serializable {

        OpenField<T, F> open(String sink) {
            try {
                return new OpenField<>(part, serializer.get());
            } catch (Exception e) {
                throw new UserCodeException("sink " + sink + ": a serializer could not be made: " + e, e);
            }
        }
    }

    /** A field with a serializer that is ready to use, by one task. */
    record OpenField<T, F>(Function1<? super T, ? extends @Nullable F> part, Serializer<F> serializer)
            implements AutoCloseable {

        byte @Nullable [] bytes(T value, String topic, Headers headers) throws Exception {
            F extracted = part.apply(value);
            return extracted == null ? null : serializer.serialize(topic, headers, extracted);
        }

        @Override
        public void close() {
            serializer.close();
        }
    }
}
