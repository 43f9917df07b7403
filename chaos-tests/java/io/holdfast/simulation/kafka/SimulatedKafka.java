package io.holdfast.simulation.kafka;

import io.holdfast.kafka.KafkaClients;
import io.holdfast.testkit.simulation.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka cluster in simulated time: what brokers hold, and what they do to it when asked. It outlives the simulated
 * processes that use it through {@link #clients}. One seed decides everything it does. What it is told to do to
 * topics happens at once.
 *
 * <p>{@link KafkaContract} holds what matters most of it against a real broker. Not modelled: consumer groups with members,
 * replicas (one leader is the partition), quotas, security.
 */
public final class SimulatedKafka {

    private final ManualTime time;
    private final SplittableRandom random;
    private final Faults faults;
    private final Map<String, SimulatedTopic> topics = new TreeMap<>();
    private final GroupStore groups = new GroupStore();
    private final Transactions transactions = new Transactions(this);
    private final List<CompletableFuture<Void>> waiting = new ArrayList<>();
    private Observer observer = offsets -> {};
    private long awayUntilNanos;
    private long topicNumber;

    public SimulatedKafka(long seed, ManualTime time) {
        this.time = time;
        random = new SplittableRandom(seed);
        faults = new Faults(seed + 1);
    }

    /** Sees what only an observer of the brokers can see. */
    public interface Observer {

        /** The coordinator has decided to commit a transaction that stores these offsets, by group. */
        void committing(Map<String, Map<TopicPartition, OffsetAndMetadata>> offsets);
    }

    public void observe(Observer newObserver) {
        observer = newObserver;
    }

    /** Clients for a process, to be given to its sources and sinks. */
    public KafkaClients clients(Host host) {
        return new SimulatedClients(this, host);
    }

    public Faults faults() {
        return faults;
    }

    public void createTopic(String name, int partitions) {
        topics.put(name, new SimulatedTopic(name, new Uuid(0x5EED, ++topicNumber), partitions));
        changed();
    }

    public void deleteTopic(String name) {
        topics.remove(name);
        changed();
    }

    public void addPartitions(String name, int total) {
        SimulatedTopic topic = topic(name);
        topic.addPartitions(total - topic.partitions().size());
        changed();
    }

    /** No broker answers for so long. */
    public void goAway(Duration duration) {
        awayUntilNanos = Math.max(awayUntilNanos, time.monotonicNanos() + duration.toNanos());
        after(duration, this::changed);
    }

    /** How long until a broker answers. */
    Duration away() {
        return Duration.ofNanos(Math.max(0, awayUntilNanos - time.monotonicNanos()));
    }

    Map<String, SimulatedTopic> topics() {
        return topics;
    }

    SimulatedTopic topic(String name) {
        SimulatedTopic topic = topics.get(name);
        if (topic == null) {
            throw new UnknownTopicOrPartitionException("no topic " + name);
        }
        return topic;
    }

    PartitionLog log(TopicPartition partition) {
        PartitionLog log = logIfThere(partition);
        if (log == null) {
            throw new UnknownTopicOrPartitionException("no partition " + partition);
        }
        return log;
    }

    @Nullable
    PartitionLog logIfThere(TopicPartition partition) {
        SimulatedTopic topic = topics.get(partition.topic());
        return topic == null || partition.partition() >= topic.partitions().size()
                ? null
                : topic.partitions().get(partition.partition());
    }

    GroupStore groups() {
        return groups;
    }

    Transactions transactions() {
        return transactions;
    }

    Observer observer() {
        return observer;
    }

    ManualTime time() {
        return time;
    }

    SplittableRandom random() {
        return random;
    }

    void after(Duration delay, Runnable action) {
        time.after(delay, action);
    }

    /** At once or a few milliseconds later. */
    void soon(Runnable action) {
        if (random.nextInt(4) > 0) {
            action.run();
        } else {
            after(Duration.ofMillis(1 + random.nextInt(40)), action);
        }
    }

    /** Tells everybody who waits for news that there are some. */
    void changed() {
        List<CompletableFuture<Void>> told = List.copyOf(waiting);
        waiting.clear();
        told.forEach(future -> future.complete(null));
    }

    /** Completes with the next change. */
    void tell(CompletableFuture<Void> future) {
        waiting.removeIf(CompletableFuture::isDone);
        waiting.add(future);
    }
}
