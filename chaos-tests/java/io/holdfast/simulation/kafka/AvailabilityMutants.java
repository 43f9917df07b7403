package io.holdfast.simulation.kafka;

import io.holdfast.kafka.KafkaClients;
import io.holdfast.simulation.kafka.Intercept.Instead;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminResults;
import org.apache.kafka.clients.admin.DescribeTopicsResult;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.internals.KafkaFutureImpl;

/** Defects in how brokers that are late, away, new or changed are dealt with; one is a defect of the brokers. */
final class AvailabilityMutants {

    private AvailabilityMutants() {}

    static List<KafkaMutant> all() {
        Set<SimulatedKafka> poor = new HashSet<>();
        Map<SimulatedKafka, Integer> few = new HashMap<>();
        return List.of(
                new KafkaMutant(
                        "brokers obey a fenced producer",
                        "request late",
                        AvailabilityMutants::withoutFence,
                        KafkaScenario.PRODUCE_LATE),
                new KafkaMutant(
                        "a commit without an answer is taken for done",
                        "broker away",
                        KafkaMutants.CommitAssumed::new,
                        KafkaScenario.BROKER_AWAY),
                new KafkaMutant(
                        "what is in an open transaction is passed over",
                        "open transaction",
                        OpenPassedOver::new,
                        KafkaScenario.OPEN_INPUT),
                new KafkaMutant("a hole is taken for the end", "compaction", HoleIsEnd::new, KafkaScenario.COMPACTION),
                new KafkaMutant(
                        "a later epoch is refused", "leader moved", LaterEpochRefused::new, KafkaScenario.LEADER_MOVED),
                new KafkaMutant(
                        "new partitions are not seen",
                        "partition added",
                        good -> new Believing(good, new HashSet<>(), new HashMap<>(Map.of(kafka(good), 2))),
                        KafkaScenario.PARTITION_ADDED),
                new KafkaMutant(
                        "an answer without the topic is believed for good",
                        "empty metadata",
                        good -> new Believing(good, poor, new HashMap<>()),
                        KafkaScenario.EMPTY_METADATA),
                new KafkaMutant(
                        "an answer without a partition is believed for good",
                        "missing partition",
                        good -> new Believing(good, new HashSet<>(), few),
                        KafkaScenario.MISSING_PARTITION),
                new KafkaMutant(
                        "a commit that is refused is taken for done",
                        "transaction timeout",
                        RefusedAssumed::new,
                        KafkaScenario.OVERSLEPT));
    }

    private static SimulatedKafka kafka(KafkaClients good) {
        return ((SimulatedClients) good).kafka();
    }

    private static KafkaClients withoutFence(KafkaClients good) {
        kafka(good).transactions().acceptOldEpochs();
        return good;
    }

    private static final class OpenPassedOver extends DefectiveClients {
        OpenPassedOver(KafkaClients good) {
            super(good);
        }

        @Override
        Instead consumer(Consumer<?, ?> consumer) {
            return (method, arguments, call) -> {
                Object answer = call.go(arguments);
                return method.equals("poll") ? untilTheEnd((ConsumerRecords<?, ?>) answer) : answer;
            };
        }

        private <K, V> ConsumerRecords<K, V> untilTheEnd(ConsumerRecords<K, V> polled) {
            Map<TopicPartition, List<ConsumerRecord<K, V>>> records = new HashMap<>();
            Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
            polled.partitions().forEach(partition -> records.put(partition, polled.records(partition)));
            polled.nextOffsets()
                    .forEach((partition, at) -> next.put(
                            partition,
                            new OffsetAndMetadata(kafka(good).log(partition).end(), at.leaderEpoch(), "")));
            return new ConsumerRecords<>(records, next);
        }
    }

    private static final class HoleIsEnd extends DefectiveClients {
        HoleIsEnd(KafkaClients good) {
            super(good);
        }

        @Override
        Instead consumer(Consumer<?, ?> consumer) {
            return (method, arguments, call) -> {
                Object answer = call.go(arguments);
                return method.equals("poll") ? untilTheHole((ConsumerRecords<?, ?>) answer) : answer;
            };
        }

        private static <K, V> ConsumerRecords<K, V> untilTheHole(ConsumerRecords<K, V> polled) {
            Map<TopicPartition, List<ConsumerRecord<K, V>>> records = new HashMap<>();
            for (TopicPartition partition : polled.partitions()) {
                List<ConsumerRecord<K, V>> dense = new ArrayList<>();
                for (ConsumerRecord<K, V> record : polled.records(partition)) {
                    if (dense.isEmpty()
                            || record.offset() == dense.get(dense.size() - 1).offset() + 1) {
                        dense.add(record);
                    }
                }
                records.put(partition, dense);
            }
            return new ConsumerRecords<>(records, polled.nextOffsets());
        }
    }

    private static final class LaterEpochRefused extends DefectiveClients {
        LaterEpochRefused(KafkaClients good) {
            super(good);
        }

        @Override
        Instead consumer(Consumer<?, ?> consumer) {
            Map<TopicPartition, Integer> sought = new HashMap<>();
            return (method, arguments, call) -> {
                Object answer = call.go(arguments);
                if (method.equals("seek") && arguments[1] instanceof OffsetAndMetadata to) {
                    sought.put((TopicPartition) arguments[0], to.leaderEpoch().orElse(0));
                } else if (method.equals("poll")) {
                    ((ConsumerRecords<?, ?>) answer).nextOffsets().forEach((partition, next) -> {
                        if (next.leaderEpoch().orElse(0) > sought.getOrDefault(partition, 0)) {
                            throw new KafkaException("another epoch than that of the position");
                        }
                    });
                }
                return answer;
            };
        }
    }

    /** Of all answers about a topic the poorest counts for ever, in all processes. */
    private static final class Believing extends DefectiveClients {
        private final transient Set<SimulatedKafka> poor;
        private final transient Map<SimulatedKafka, Integer> few;

        Believing(KafkaClients good, Set<SimulatedKafka> poor, Map<SimulatedKafka, Integer> few) {
            super(good);
            this.poor = poor;
            this.few = few;
        }

        @Override
        @SuppressWarnings("unchecked")
        Instead admin(Admin admin) {
            return (method, arguments, call) -> {
                Object answer = call.go(arguments);
                if (!method.equals("describeTopics")
                        || !((Collection<String>) arguments[0]).contains(InputTopic.NAME)) {
                    return answer;
                }
                Map<String, KafkaFuture<TopicDescription>> each =
                        new HashMap<>(((DescribeTopicsResult) answer).topicNameValues());
                each.computeIfPresent(InputTopic.NAME, (name, found) -> believed(found));
                return AdminResults.topics(each);
            };
        }

        private KafkaFuture<TopicDescription> believed(KafkaFuture<TopicDescription> found) {
            KafkaFutureImpl<TopicDescription> believed = new KafkaFutureImpl<>();
            var unused = found.whenComplete((topic, failure) -> {
                if (failure != null) {
                    poor.add(kafka(good));
                    believed.completeExceptionally(failure);
                } else if (poor.contains(kafka(good))) {
                    believed.completeExceptionally(new UnknownTopicOrPartitionException("as it once was"));
                } else {
                    believed.complete(fewest(topic));
                }
            });
            return believed;
        }

        private TopicDescription fewest(TopicDescription topic) {
            int count = few.merge(kafka(good), topic.partitions().size(), Math::min);
            return new TopicDescription(
                    topic.name(), false, topic.partitions().subList(0, count), Set.of(), topic.topicId());
        }
    }

    private static final class RefusedAssumed extends DefectiveClients {
        RefusedAssumed(KafkaClients good) {
            super(good);
        }

        @Override
        Instead producer(Producer<byte[], byte[]> producer, Map<String, Object> config) {
            return (method, arguments, call) -> {
                try {
                    return call.go(arguments);
                } catch (ProducerFencedException | InvalidTxnStateException e) {
                    if (!method.equals("commitTransaction")) {
                        throw e;
                    }
                    producer.initTransactions();
                    return null;
                }
            };
        }
    }
}
