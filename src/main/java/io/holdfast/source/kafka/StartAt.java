package io.holdfast.source.kafka;

import java.io.Serializable;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** Where a source without a checkpoint begins. */
sealed interface StartAt extends Serializable {

    record Earliest() implements StartAt {}

    record Latest() implements StartAt {}

    /** Partitions that are not named start at the earliest record. */
    record Offsets(Map<TopicPartition, Long> offsets) implements StartAt {

        public Offsets {
            offsets = Map.copyOf(offsets);
        }
    }
}
