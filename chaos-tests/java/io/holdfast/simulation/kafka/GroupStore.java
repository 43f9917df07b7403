package io.holdfast.simulation.kafka;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** The offsets of groups: those that count, and which of them open transactions are about to replace. */
final class GroupStore {

    private record Place(String group, TopicPartition partition) {}

    private final Map<Place, OffsetAndMetadata> stored = new HashMap<>();
    private final Map<Place, Long> decisions = new HashMap<>();
    private final Map<Place, Set<Long>> pending = new HashMap<>();

    void store(String group, Map<TopicPartition, OffsetAndMetadata> offsets) {
        offsets.forEach((partition, offset) -> stored.put(new Place(group, partition), offset));
    }

    void begin(long producerId, String group, Collection<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            pending.computeIfAbsent(new Place(group, partition), place -> new HashSet<>())
                    .add(producerId);
        }
    }

    /** Takes note of the end of a transaction; one that was decided earlier never replaces the offset of a later one. */
    void end(
            long producerId,
            String group,
            Map<TopicPartition, OffsetAndMetadata> offsets,
            boolean commit,
            long decision) {
        offsets.forEach((partition, offset) -> {
            Place place = new Place(group, partition);
            pending.getOrDefault(place, new HashSet<>()).remove(producerId);
            if (commit && decisions.getOrDefault(place, -1L) < decision) {
                decisions.put(place, decision);
                stored.put(place, offset);
            }
        });
    }

    /**
     * As an admin client answers: null for a partition without an offset, and no entry at all for one whose offset is in a
     * transaction that has not ended, if stable ones are asked for.
     */
    Map<TopicPartition, OffsetAndMetadata> list(
            String group, Collection<TopicPartition> partitions, boolean requireStable) {
        Map<TopicPartition, OffsetAndMetadata> answer = new HashMap<>();
        for (TopicPartition partition : partitions) {
            Place place = new Place(group, partition);
            boolean stable = pending.getOrDefault(place, Set.of()).isEmpty();
            if (stable || !requireStable) {
                answer.put(partition, stored.get(place));
            }
        }
        return answer;
    }
}
