package io.holdfast.source.kafka;

import io.holdfast.failure.ConfigurationException;
import io.holdfast.failure.SourceException;
import io.holdfast.format.OffsetRange;
import io.holdfast.format.SplitPosition;
import io.holdfast.source.kafka.TopicLookup.Bounds;
import io.holdfast.source.kafka.TopicLookup.Topic;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares the positions of a checkpoint with what the brokers hold, and decides where each partition begins. Refuses
 * whatever would lose or repeat records without anybody noticing.
 *
 * <p>A topic is known by its id, not by its name: one that was deleted and created again starts over at offset 0, and
 * an offset of the old one means nothing in it.
 */
final class StartCheck {

    private static final Logger LOG = LoggerFactory.getLogger(StartCheck.class);

    private final String source;
    private final KafkaSourceOptions options;
    private final Map<String, Topic> topics;
    private final Map<TopicPartition, Bounds> bounds;
    private final List<SplitStart> starts = new ArrayList<>();
    private final Set<String> dropped = new TreeSet<>();

    StartCheck(
            String source, KafkaSourceOptions options, Map<String, Topic> topics, Map<TopicPartition, Bounds> bounds) {
        this.source = source;
        this.options = options;
        this.topics = topics;
        this.bounds = bounds;
    }

    /** The partitions of all given topics. */
    static Set<TopicPartition> partitions(Map<String, Topic> topics) {
        Set<TopicPartition> all = new HashSet<>();
        topics.forEach((name, topic) -> {
            for (int partition = 0; partition < topic.partitions(); partition++) {
                all.add(new TopicPartition(name, partition));
            }
        });
        return all;
    }

    /** Where the known splits go on and the new ones begin. */
    List<SplitStart> starts(List<SplitPosition> positions) {
        Set<TopicPartition> known = new HashSet<>();
        for (SplitPosition position : positions) {
            TopicPartition partition = SplitNames.parse(position.split());
            known.add(partition);
            resume(position, partition);
        }
        starts.addAll(newcomers(known, positions.isEmpty()));
        return List.copyOf(starts);
    }

    /** Where partitions that are not known yet begin. */
    List<SplitStart> newcomers(Set<TopicPartition> known, boolean firstStart) {
        Set<String> knownTopics = known.stream().map(TopicPartition::topic).collect(Collectors.toSet());
        return partitions(topics).stream()
                .filter(partition -> !known.contains(partition))
                .sorted(Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition))
                .map(partition -> firstStart ? first(partition) : later(partition, knownTopics))
                .toList();
    }

    /** Splits that the job no longer reads, or that a topic created again no longer has. */
    Set<String> dropped() {
        return dropped;
    }

    private void resume(SplitPosition position, TopicPartition partition) {
        if (!options.topics().selects(partition.topic())) {
            LOG.warn("source {}: {} is no longer selected; its position {} is forgotten", source, partition, position);
            dropped.add(position.split());
            return;
        }
        Topic topic = topics.get(partition.topic());
        if (topic == null) {
            throw new SourceException("source " + source + ": topic " + partition.topic()
                    + " no longer exists, but the checkpoint goes on at offset " + position.offset() + " of "
                    + partition + "; restore the topic, or remove it from the source to forget its position");
        }
        String id = position.attributes().get(Split.TOPIC_ID);
        if (id != null && !id.equals(topic.id())) {
            recreated(position, partition, id, topic);
            return;
        }
        Bounds held = bounds.get(partition);
        if (held == null) {
            throw new SourceException("source " + source + ": " + partition + " no longer exists: the topic has "
                    + topic.partitions() + " partitions, but the checkpoint goes on at offset " + position.offset());
        }
        starts.add(resume(position, partition, topic, held));
    }

    private SplitStart resume(SplitPosition position, TopicPartition partition, Topic topic, Bounds held) {
        long offset = position.offset();
        if (offset > held.written()) {
            throw new SourceException("source " + source + ": " + partition + " was truncated: the checkpoint goes on"
                    + " at offset " + offset + ", but the partition ends at " + held.written() + "; records that this"
                    + " job has read are no longer there. Go back to a batch before that with fork, or give the source"
                    + " a new name to start over");
        }
        if (offset < held.begin()) {
            OffsetRange lost = lost(partition, offset, held.begin());
            return new SplitStart(partition, topic.id(), held.begin(), null, held.end(), lost);
        }
        String epoch = position.attributes().get(Split.LEADER_EPOCH);
        return new SplitStart(
                partition, topic.id(), offset, epoch == null ? null : Integer.valueOf(epoch), held.end(), null);
    }

    private void recreated(SplitPosition position, TopicPartition partition, String id, Topic topic) {
        String what = "topic " + partition.topic() + " was deleted and created again: its id was " + id + " and is now "
                + topic.id() + ", so what " + partition + " held from offset " + position.offset() + " on is lost";
        if (options.onRecreatedTopic() == LossPolicy.FAIL) {
            throw new SourceException("source " + source + ": " + what
                    + "; set onRecreatedTopic(RECORD) to accept that and read the new topic from its beginning");
        }
        LOG.warn("source {}: {}; going on with the new topic", source, what);
        Bounds held = bounds.get(partition);
        if (held == null) {
            dropped.add(position.split());
        } else {
            // Nobody knows any more where the old partition ended.
            OffsetRange lost = new OffsetRange(position.split(), position.offset(), position.offset());
            starts.add(new SplitStart(partition, topic.id(), held.begin(), null, held.end(), lost));
        }
    }

    private OffsetRange lost(TopicPartition partition, long from, long until) {
        String what = partition + " [" + from + ", " + until + ") was deleted by retention before it was read";
        if (options.onLostRange() == LossPolicy.FAIL) {
            throw new SourceException("source " + source + ": " + what
                    + "; set onLostRange(RECORD) to accept that and go on at offset " + until);
        }
        LOG.warn("source {}: {}; going on after it", source, what);
        return new OffsetRange(SplitNames.name(partition), from, until);
    }

    private SplitStart first(TopicPartition partition) {
        Bounds held = Objects.requireNonNull(bounds.get(partition));
        long offset = held.begin();
        if (options.start() instanceof StartAt.Latest) {
            offset = held.end();
        } else if (options.start() instanceof StartAt.Offsets at) {
            offset = at.offsets().getOrDefault(partition, held.begin());
            if (offset < held.begin() || offset > held.written()) {
                throw new ConfigurationException("source " + source + ": startAt gives offset " + offset + " for "
                        + partition + ", which holds offsets " + held.begin() + " to " + held.written());
            }
        }
        return at(partition, offset, held, null);
    }

    /** A partition that appeared after the first start: all of it is new. */
    private SplitStart later(TopicPartition partition, Set<String> knownTopics) {
        Bounds held = Objects.requireNonNull(bounds.get(partition));
        OffsetRange lost =
                knownTopics.contains(partition.topic()) && held.begin() > 0 ? lost(partition, 0, held.begin()) : null;
        return at(partition, held.begin(), held, lost);
    }

    private SplitStart at(TopicPartition partition, long offset, Bounds held, @Nullable OffsetRange lost) {
        String id = Objects.requireNonNull(topics.get(partition.topic())).id();
        return new SplitStart(partition, id, offset, null, held.end(), lost);
    }
}
