package io.holdfast.source.kafka;

import io.holdfast.common.Check;
import io.holdfast.failure.ConfigurationException;
import io.holdfast.failure.HoldfastException;
import io.holdfast.failure.SourceException;
import io.holdfast.format.OffsetRange;
import io.holdfast.format.SplitPosition;
import io.holdfast.kafka.BrokerWait;
import io.holdfast.kafka.TopicNames;
import io.holdfast.source.RecordOutput;
import io.holdfast.source.SourceContext;
import io.holdfast.source.SourcePlan;
import io.holdfast.source.SourceReader;
import io.holdfast.source.SplitEnds;
import io.holdfast.source.SplitRange;
import io.holdfast.source.kafka.TopicLookup.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads Kafka for the engine: {@link StartCheck} decides where to begin, {@link Poller}s fetch ahead into a buffer per
 * {@link Split}, tasks read from those buffers, and {@link Discovery} adds splits while the job runs.
 *
 * <p>A failure of any part ends the whole reader; the engine then opens another from the last committed batch.
 */
final class KafkaReader<K extends @Nullable Object, V extends @Nullable Object>
        implements SourceReader<KafkaRecord<K, V>> {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaReader.class);

    private static final Duration LAST_COMMIT = Duration.ofMillis(500);

    private final KafkaSourceOptions options;
    private final Supplier<RecordDecoder<K, V>> decoders;
    private final SourceContext context;
    private final BrokerWait wait;
    private final Map<String, Assigned<K, V>> splits = new ConcurrentHashMap<>();
    private final List<Poller> pollers = new ArrayList<>();
    private Set<String> dropped = Set.of();
    private @Nullable Admin admin;
    private final TopicIdentity identity;
    private final Set<TopicPartition> unconfirmed = ConcurrentHashMap.newKeySet();
    private @Nullable TopicLookup lookup;
    private @Nullable Discovery discovery;
    private @Nullable GroupOffsets group;
    private int rotation;
    private volatile boolean closed;

    KafkaReader(KafkaSourceOptions options, Supplier<RecordDecoder<K, V>> decoders, SourceContext context) {
        this.options = options;
        this.decoders = decoders;
        this.context = context;
        identity = new TopicIdentity(context.source());
        wait = new BrokerWait(
                context.workers(),
                context.time(),
                "source " + context.source(),
                options.servers(),
                options.brokerTimeout(),
                SourceException::new);
    }

    private record Assigned<K extends @Nullable Object, V extends @Nullable Object>(
            Split<K, V> split, Poller poller, int order) {}

    @Override
    public void start(List<SplitPosition> positions) throws Exception {
        try {
            connect(positions);
        } catch (HoldfastException e) {
            throw e;
        } catch (KafkaException e) {
            throw new SourceException(
                    "source " + context.source() + ": Kafka at " + options.servers() + " could not be used: " + e, e);
        }
    }

    private void connect(List<SplitPosition> positions) throws Exception {
        Admin client = options.clients().admin(options.adminProperties(clientId("admin")));
        admin = client;
        group = new GroupOffsets(client, options.groupOr(context));
        TopicLookup brokers = new AdminTopicLookup(client, options.topics(), options.isolation());
        lookup = brokers;
        Map<String, Topic> topics = wait.ask(brokers::selectedTopics, "describe the topics");
        requireTopics(topics, positions, brokers);
        var bounds = wait.ask(() -> brokers.bounds(StartCheck.partitions(topics)), "list the offsets of the topics");
        StartCheck check = new StartCheck(context.source(), options, topics, bounds);
        List<SplitStart> starts = check.starts(positions);
        dropped = check.dropped();
        starts.forEach(this::assign);
        for (SplitStart start : starts) {
            String name = SplitNames.name(start.partition());
            Split<K, V> split = Objects.requireNonNull(splits.get(name)).split();
            wait.await(split.ready(), "confirm offset " + start.offset() + " of " + name);
        }
        discovery = new Discovery(context.source(), options, brokers, identity, context.time());
        LOG.info(
                "source {}: reads {} partitions of {} topics at {}",
                context.source(),
                starts.size(),
                topics.size(),
                options.servers());
    }

    private void requireTopics(Map<String, Topic> topics, List<SplitPosition> positions, TopicLookup lookup)
            throws Exception {
        if (!(options.topics() instanceof TopicSelection.Named named)) {
            return;
        }
        Set<String> missing = new TreeSet<>(named.topics());
        missing.removeAll(topics.keySet());
        // A topic that was read before has vanished, which StartCheck reports; the others never existed.
        positions.forEach(
                position -> missing.remove(SplitNames.parse(position.split()).topic()));
        if (!missing.isEmpty()) {
            Set<String> existing = wait.ask(lookup::allTopics, "list the topics");
            StringBuilder message = new StringBuilder("source " + context.source() + ":");
            missing.forEach(topic -> message.append(" topic ")
                    .append(topic)
                    .append(" does not exist at ")
                    .append(options.servers())
                    .append(TopicNames.hint(topic, existing)));
            throw new ConfigurationException(message.toString());
        }
    }

    /** Splits beyond the first few share a poller with others. */
    private void assign(SplitStart start) {
        Split<K, V> split = new Split<>(start, decoders.get());
        Poller poller = pollers.size() < context.parallelism()
                ? newPoller()
                : pollers.stream().min(Comparator.comparingInt(Poller::load)).orElseThrow();
        splits.put(split.name(), new Assigned<>(split, poller, splits.size()));
        poller.add(split);
    }

    private Poller newPoller() {
        String name = context.source() + "-" + pollers.size();
        Poller poller = new Poller(
                context.source(),
                options.clients().consumer(options.consumerProperties(clientId(Integer.toString(pollers.size())))),
                options.brokerTimeout(),
                () -> options.prefetchBytes() / Math.max(1, splits.size()),
                context.workers().start("kafka-" + name));
        pollers.add(poller);
        return poller;
    }

    private String clientId(String suffix) {
        return "holdfast-" + context.job() + "-" + context.source() + "-" + suffix;
    }

    @Override
    public SourcePlan plan(List<SplitPosition> positions, long recordLimit) {
        for (Poller poller : pollers) {
            SourceException failure = poller.failure();
            if (failure != null) {
                throw failure;
            }
        }
        discover();
        Map<String, SplitPosition> from = new LinkedHashMap<>();
        positions.forEach(position -> from.put(position.split(), position));
        List<OffsetRange> lost = new ArrayList<>();
        Set<String> moved = new HashSet<>();
        splits.values().stream()
                .sorted(Comparator.comparingInt(Assigned::order))
                .forEach(assigned -> {
                    SplitStart start = assigned.split().start();
                    SplitPosition known = from.get(assigned.split().name());
                    if (known == null || isBehind(known, start)) {
                        from.put(assigned.split().name(), start.position());
                        moved.add(assigned.split().name());
                        if (start.lost() != null) {
                            lost.add(start.lost());
                        }
                    }
                });
        Set<String> gone = new TreeSet<>(dropped);
        gone.retainAll(from.keySet());
        from.keySet().removeAll(gone);
        List<SplitRange> ranges = ranges(List.copyOf(from.values()), recordLimit, moved);
        return ranges.isEmpty() && gone.isEmpty() ? SourcePlan.NOTHING : new SourcePlan(ranges, lost, gone);
    }

    @Override
    public long recordBytes() {
        return (long) splits.values().stream()
                .mapToLong(assigned -> assigned.split().recordBytes())
                .filter(bytes -> bytes > 0)
                .average()
                .orElse(0);
    }

    @Override
    public SplitEnds ends() {
        Map<String, Long> ends = new HashMap<>();
        splits.forEach((name, assigned) -> ends.put(name, assigned.split().end()));
        return SplitEnds.ofRecords(ends);
    }

    /** Whether the position is one that {@link #start} had to move: into a new topic, or over a lost range. */
    private static boolean isBehind(SplitPosition position, SplitStart start) {
        String id = position.attributes().get(Split.TOPIC_ID);
        return position.offset() < start.offset() || (id != null && !id.equals(start.topicId()));
    }

    private void discover() {
        Map<TopicPartition, String> known = new HashMap<>();
        splits.values()
                .forEach(assigned -> known.put(
                        assigned.split().partition(), assigned.split().start().topicId()));
        Objects.requireNonNull(discovery, "start comes first").poll(known).forEach(this::assign);
    }

    private List<SplitRange> ranges(List<SplitPosition> from, long recordLimit, Set<String> moved) {
        long[] available = new long[from.size()];
        for (int i = 0; i < available.length; i++) {
            available[i] = Math.max(
                    0, split(from.get(i).split()).split().end() - from.get(i).offset());
        }
        long[] shares = FairShares.of(available, recordLimit, rotation++);
        List<SplitRange> ranges = new ArrayList<>();
        for (int i = 0; i < shares.length; i++) {
            SplitPosition position = from.get(i);
            if (shares[i] > 0 || moved.contains(position.split())) {
                ranges.add(new SplitRange(position, position.offset() + shares[i]));
            }
        }
        return ranges;
    }

    private Assigned<K, V> split(String name) {
        Assigned<K, V> assigned = splits.get(name);
        Check.that(assigned != null, "source %s was not started with split %s", context.source(), name);
        return Objects.requireNonNull(assigned);
    }

    @Override
    public long recordsPerRead() {
        return RECORDS_PER_READ;
    }

    @Override
    public SplitPosition read(SplitRange range, RecordOutput<? super KafkaRecord<K, V>> output) throws Exception {
        Assigned<K, V> assigned = split(range.split());
        unconfirmed.add(assigned.split().partition());
        return assigned.split()
                .read(range, output, wait, () -> assigned.poller().drained(assigned.split()));
    }

    @Override
    public void confirm() throws Exception {
        Map<String, String> ids = new HashMap<>();
        for (TopicPartition partition : unconfirmed) {
            ids.put(
                    partition.topic(),
                    split(SplitNames.name(partition)).split().start().topicId());
        }
        identity.confirm(ids, Objects.requireNonNull(lookup, "start comes first"), wait);
        unconfirmed.clear();
    }

    @Override
    public void committed(List<SplitPosition> positions) {
        GroupOffsets offsets = group;
        if (offsets != null && !closed) {
            offsets.committed(positions);
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        // All are told to end before the first is waited for.
        pollers.forEach(Poller::end);
        pollers.forEach(Poller::close);
        closeAdmin();
        splits.values().forEach(assigned -> assigned.split().close());
    }

    /** The last offsets for monitoring are given a moment to arrive. */
    private void closeAdmin() {
        GroupOffsets offsets = group;
        if (offsets != null) {
            offsets.end();
        }
        Admin client = admin;
        if (client != null) {
            client.close(LAST_COMMIT);
        }
    }
}
