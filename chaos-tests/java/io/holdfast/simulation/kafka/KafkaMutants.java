package io.holdfast.simulation.kafka;

import io.holdfast.kafka.KafkaClients;
import io.holdfast.simulation.kafka.Intercept.Instead;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminResults;
import org.apache.kafka.clients.admin.DescribeTopicsResult;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsResult;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.TimeoutException;

/** Defects that somebody could build into source or sink, planted in the clients they use. */
public final class KafkaMutants {

    private KafkaMutants() {}

    public static List<KafkaMutant> all() {
        return List.of(
                new KafkaMutant("the marker is not read", "death", MarkerNotRead::new, KafkaScenario.DEATHS),
                new KafkaMutant(
                        "offsets in open transactions count",
                        "marker hidden",
                        UnstableMarker::new,
                        KafkaScenario.MARKER_HIDDEN),
                new KafkaMutant(
                        "a missing marker is taken for none",
                        "marker hidden",
                        MissingIsNone::new,
                        KafkaScenario.MARKER_HIDDEN),
                new KafkaMutant(
                        "each start has a transactional id of its own",
                        "standstill",
                        NobodyFenced::new,
                        KafkaScenario.STANDSTILLS),
                new KafkaMutant(
                        "a commit of unknown outcome is done again",
                        "reply lost",
                        CommitAgain::new,
                        KafkaScenario.COMMIT_REPLY_LOST),
                new KafkaMutant(
                        "a commit without an answer is taken for done",
                        "request lost",
                        CommitAssumed::new,
                        KafkaScenario.COMMIT_LOST),
                new KafkaMutant(
                        "the marker is stored beside the transaction",
                        "death",
                        MarkerBeside::new,
                        KafkaScenario.DEATHS),
                new KafkaMutant(
                        "aborted records are read", "aborted transaction", AbortedRead::new, KafkaScenario.QUIET),
                new KafkaMutant(
                        "a gap at the end is not passed",
                        "control record at the end",
                        GapNotPassed::new,
                        KafkaScenario.QUIET),
                new KafkaMutant(
                        "an end that lies behind is believed", "stale end", EndBelieved::new, KafkaScenario.STALE_ENDS),
                new KafkaMutant(
                        "what retention deleted is skipped", "retention", LossSkipped::new, KafkaScenario.LOST_RANGE),
                new KafkaMutant(
                        "topics are known by name", "recreated topic", TopicByName::new, KafkaScenario.RECREATED_TOPIC),
                new KafkaMutant(
                        "a topic is taken for what it was at the start",
                        "recreated topic",
                        TopicAsAtStart::new,
                        KafkaScenario.RECREATED_UNDER_READER),
                new KafkaMutant(
                        "leader epochs are not compared", "truncation", NoEpochs::new, KafkaScenario.TRUNCATED_LOG));
    }

    private static ListConsumerGroupOffsetsResult offsets(
            String group, KafkaFuture<Map<TopicPartition, OffsetAndMetadata>> offsets) {
        return AdminResults.offsets(Map.of(group, offsets));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, ListConsumerGroupOffsetsSpec> specs(Object argument) {
        return (Map<String, ListConsumerGroupOffsetsSpec>) argument;
    }

    private static final class MarkerNotRead extends DefectiveClients {
        MarkerNotRead(KafkaClients good) {
            super(good);
        }

        @Override
        Instead admin(Admin admin) {
            return (method, arguments, call) -> {
                if (!method.equals("listConsumerGroupOffsets")) {
                    return call.go(arguments);
                }
                var spec = specs(arguments[0]).entrySet().iterator().next();
                Map<TopicPartition, OffsetAndMetadata> none = new HashMap<>();
                spec.getValue().topicPartitions().forEach(partition -> none.put(partition, null));
                return offsets(spec.getKey(), KafkaFuture.completedFuture(none));
            };
        }
    }

    private static final class UnstableMarker extends DefectiveClients {
        UnstableMarker(KafkaClients good) {
            super(good);
        }

        @Override
        Instead admin(Admin admin) {
            return (method, arguments, call) -> method.equals("listConsumerGroupOffsets")
                    ? call.go(arguments[0], new ListConsumerGroupOffsetsOptions().requireStable(false))
                    : call.go(arguments);
        }
    }

    private static final class MissingIsNone extends DefectiveClients {
        MissingIsNone(KafkaClients good) {
            super(good);
        }

        @Override
        Instead admin(Admin admin) {
            return (method, arguments, call) -> {
                if (!method.equals("listConsumerGroupOffsets")) {
                    return call.go(arguments);
                }
                var spec = specs(arguments[0]).entrySet().iterator().next();
                var result = (ListConsumerGroupOffsetsResult) call.go(arguments);
                return offsets(
                        spec.getKey(),
                        result.partitionsToOffsetAndMetadata(spec.getKey()).thenApply(found -> {
                            Map<TopicPartition, OffsetAndMetadata> filled = new HashMap<>(found);
                            spec.getValue().topicPartitions().forEach(place -> filled.putIfAbsent(place, null));
                            return filled;
                        }));
            };
        }
    }

    private static final class NobodyFenced extends DefectiveClients {
        private static final AtomicLong STARTS = new AtomicLong();

        NobodyFenced(KafkaClients good) {
            super(good);
        }

        @Override
        void configure(Map<String, Object> config) {
            config.computeIfPresent(
                    ProducerConfig.TRANSACTIONAL_ID_CONFIG, (name, id) -> id + "-" + STARTS.incrementAndGet());
        }
    }

    /** Keeps what a transaction holds, to send it again. */
    private static final class CommitAgain extends DefectiveClients {
        CommitAgain(KafkaClients good) {
            super(good);
        }

        @Override
        Instead producer(Producer<byte[], byte[]> producer, Map<String, Object> config) {
            List<ProducerRecord<byte[], byte[]>> sent = new ArrayList<>();
            Object[][] offsets = new Object[1][];
            return (method, arguments, call) -> {
                switch (method) {
                    case "beginTransaction" -> sent.clear();
                    case "send" -> sent.add(record(arguments[0]));
                    case "sendOffsetsToTransaction" -> offsets[0] = arguments;
                    default -> {}
                }
                try {
                    return call.go(arguments);
                } catch (TimeoutException e) {
                    if (!method.equals("commitTransaction")) {
                        throw e;
                    }
                    Producer<byte[], byte[]> again = good.producer(config);
                    again.initTransactions();
                    again.beginTransaction();
                    sent.forEach(again::send);
                    again.sendOffsetsToTransaction(offsets(offsets[0][0]), (ConsumerGroupMetadata) offsets[0][1]);
                    again.commitTransaction();
                    return null;
                }
            };
        }

        @SuppressWarnings("unchecked")
        private static ProducerRecord<byte[], byte[]> record(Object argument) {
            return (ProducerRecord<byte[], byte[]>) argument;
        }

        @SuppressWarnings("unchecked")
        private static Map<TopicPartition, OffsetAndMetadata> offsets(Object argument) {
            return (Map<TopicPartition, OffsetAndMetadata>) argument;
        }
    }

    static final class CommitAssumed extends DefectiveClients {
        CommitAssumed(KafkaClients good) {
            super(good);
        }

        @Override
        Instead producer(Producer<byte[], byte[]> producer, Map<String, Object> config) {
            return (method, arguments, call) -> {
                try {
                    return call.go(arguments);
                } catch (TimeoutException e) {
                    if (!method.equals("commitTransaction")) {
                        throw e;
                    }
                    producer.initTransactions();
                    return null;
                }
            };
        }
    }

    private static final class MarkerBeside extends DefectiveClients {
        MarkerBeside(KafkaClients good) {
            super(good);
        }

        @Override
        Instead producer(Producer<byte[], byte[]> producer, Map<String, Object> config) {
            return (method, arguments, call) -> {
                if (!method.equals("sendOffsetsToTransaction")) {
                    return call.go(arguments);
                }
                return good.admin(Map.of())
                        .alterConsumerGroupOffsets(
                                ((ConsumerGroupMetadata) arguments[1]).groupId(), CommitAgain.offsets(arguments[0]))
                        .all()
                        .getNow(null);
            };
        }
    }

    private static final class AbortedRead extends DefectiveClients {
        AbortedRead(KafkaClients good) {
            super(good);
        }

        @Override
        void configure(Map<String, Object> config) {
            config.computeIfPresent(ConsumerConfig.ISOLATION_LEVEL_CONFIG, (name, level) -> "read_uncommitted");
        }
    }

    private static final class GapNotPassed extends DefectiveClients {
        GapNotPassed(KafkaClients good) {
            super(good);
        }

        @Override
        Instead consumer(Consumer<?, ?> consumer) {
            return (method, arguments, call) -> method.equals("poll")
                    ? withoutGaps((ConsumerRecords<?, ?>) call.go(arguments))
                    : call.go(arguments);
        }

        private static <K, V> ConsumerRecords<K, V> withoutGaps(ConsumerRecords<K, V> polled) {
            Map<TopicPartition, List<ConsumerRecord<K, V>>> records = new HashMap<>();
            Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
            for (TopicPartition partition : polled.partitions()) {
                List<ConsumerRecord<K, V>> of = polled.records(partition);
                records.put(partition, of);
                next.put(partition, new OffsetAndMetadata(of.get(of.size() - 1).offset() + 1));
            }
            return new ConsumerRecords<>(records, next);
        }
    }

    private static final class EndBelieved extends DefectiveClients {
        EndBelieved(KafkaClients good) {
            super(good);
        }

        @Override
        Instead consumer(Consumer<?, ?> consumer) {
            Map<TopicPartition, Long> fetched = new HashMap<>();
            return (method, arguments, call) -> {
                Object answer = call.go(arguments);
                if (method.equals("poll")) {
                    ((ConsumerRecords<?, ?>) answer)
                            .nextOffsets()
                            .forEach((partition, next) -> fetched.put(partition, next.offset()));
                } else if (method.equals("currentLag")) {
                    TopicPartition partition = (TopicPartition) arguments[0];
                    long lag = ((java.util.OptionalLong) answer).orElse(0);
                    if (lag < 0 && fetched.containsKey(partition)) {
                        consumer.seek(partition, new OffsetAndMetadata(fetched.get(partition) + lag));
                    }
                }
                return answer;
            };
        }
    }

    /** As with auto.offset.reset=earliest. */
    private static final class LossSkipped extends DefectiveClients {
        LossSkipped(KafkaClients good) {
            super(good);
        }

        @Override
        Instead admin(Admin admin) {
            return (method, arguments, call) -> method.equals("listOffsets")
                    ? AdminResults.beginningAtZero(arguments, call.go(arguments))
                    : call.go(arguments);
        }

        @Override
        Instead consumer(Consumer<?, ?> consumer) {
            return (method, arguments, call) -> {
                try {
                    return call.go(arguments);
                } catch (org.apache.kafka.clients.consumer.OffsetOutOfRangeException e) {
                    e.partitions()
                            .forEach(partition -> consumer.seek(
                                    partition,
                                    new OffsetAndMetadata(
                                            e.offsetOutOfRangePartitions().get(partition) + 1)));
                    return ConsumerRecords.empty();
                }
            };
        }
    }

    private static class TopicByName extends DefectiveClients {
        TopicByName(KafkaClients good) {
            super(good);
        }

        @Override
        Instead admin(Admin admin) {
            return identified(found -> new Uuid(1, found.name().hashCode()));
        }

        @SuppressWarnings("unchecked")
        static Instead identified(Function<TopicDescription, Uuid> ids) {
            return (method, arguments, call) -> {
                if (!method.equals("describeTopics")) {
                    return call.go(arguments);
                }
                DescribeTopicsResult result = (DescribeTopicsResult) call.go(arguments);
                Map<String, KafkaFuture<TopicDescription>> each = new HashMap<>();
                for (String name : (Collection<String>) arguments[0]) {
                    each.put(
                            name,
                            result.topicNameValues()
                                    .get(name)
                                    .thenApply(found -> new TopicDescription(
                                            name, false, found.partitions(), java.util.Set.of(), ids.apply(found))));
                }
                return AdminResults.topics(each);
            };
        }
    }

    private static final class TopicAsAtStart extends TopicByName {
        TopicAsAtStart(KafkaClients good) {
            super(good);
        }

        @Override
        Instead admin(Admin admin) {
            Map<String, Uuid> first = new HashMap<>();
            return identified(found -> first.computeIfAbsent(found.name(), name -> found.topicId()));
        }
    }

    private static final class NoEpochs extends DefectiveClients {
        NoEpochs(KafkaClients good) {
            super(good);
        }

        @Override
        Instead consumer(Consumer<?, ?> consumer) {
            return (method, arguments, call) -> {
                if (method.equals("seek")) {
                    OffsetAndMetadata to = (OffsetAndMetadata) arguments[1];
                    return call.go(arguments[0], new OffsetAndMetadata(to.offset(), Optional.empty(), ""));
                }
                return call.go(arguments);
            };
        }
    }
}
