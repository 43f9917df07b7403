package io.holdfast.simulation.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.jspecify.annotations.Nullable;

/**
 * The transaction coordinator. The decision to commit or abort is one step; the control records and the offsets of
 * groups follow a moment later, one by one. Every end raises the producer's epoch, as brokers do since transaction
 * version 2, so that what arrives late finds itself fenced.
 */
final class Transactions {

    private static final Duration HIDDEN = Duration.ofSeconds(20);

    private final SimulatedKafka kafka;
    private final Map<String, Transactional> byId = new HashMap<>();
    private long nextProducerId = 1000;
    private long decisions;
    private boolean oldEpochsCount;

    Transactions(SimulatedKafka kafka) {
        this.kafka = kafka;
    }

    /** A defect of brokers, for tests of the tests: what an older epoch sends takes effect. */
    void acceptOldEpochs() {
        oldEpochsCount = true;
    }

    /** Who a producer is to the brokers. */
    record Identity(String transactionalId, long producerId, int epoch) {}

    private enum State {
        EMPTY,
        ONGOING,
        ENDING
    }

    private static final class Transactional {
        private final long producerId;
        private int epoch;
        private Duration timeout = Duration.ZERO;
        private State state = State.EMPTY;
        private long number;
        private int markersLeft;
        private Set<TopicPartition> partitions = new LinkedHashSet<>();
        private Map<String, Map<TopicPartition, OffsetAndMetadata>> offsets = new LinkedHashMap<>();
        private @Nullable Identity endedBy;

        Transactional(long producerId) {
            this.producerId = producerId;
        }
    }

    /** Aborts what an older producer of this id has open and locks it out. */
    Identity initialize(String id, Duration timeout) {
        Transactional found = byId.get(id);
        if (found == null) {
            found = new Transactional(nextProducerId++);
            byId.put(id, found);
        } else {
            requireEnded(found);
            if (found.state == State.ONGOING) {
                end(found, false);
                throw new NotYet("the transaction of an older producer is being aborted");
            }
            found.epoch++;
        }
        found.endedBy = null;
        found.timeout = timeout;
        return new Identity(id, found.producerId, found.epoch);
    }

    void produce(Identity who, TopicPartition partition, List<PartitionLog.Payload> payloads) {
        Transactional own = begun(who);
        PartitionLog log = kafka.log(partition);
        own.partitions.add(partition);
        payloads.forEach(payload -> log.append(own.producerId, payload));
    }

    void storeOffsets(Identity who, String group, Map<TopicPartition, OffsetAndMetadata> offsets) {
        Transactional own = begun(who);
        kafka.groups().begin(own.producerId, group, offsets.keySet());
        own.offsets.computeIfAbsent(group, name -> new LinkedHashMap<>()).putAll(offsets);
    }

    /** Commits or aborts; returns who the producer is from then on. A repetition gets the same answer. */
    Identity end(Identity who, boolean commit) {
        Transactional own = byId.get(who.transactionalId());
        if (own != null && who.equals(own.endedBy)) {
            return identity(who, own);
        }
        own = fenced(who);
        if (own.state == State.EMPTY) {
            throw new InvalidTxnStateException("no transaction is open: it timed out, or was never begun");
        }
        requireEnded(own);
        end(own, commit);
        own.endedBy = who;
        return identity(who, own);
    }

    private static Identity identity(Identity who, Transactional own) {
        return new Identity(who.transactionalId(), own.producerId, own.epoch);
    }

    private Transactional begun(Identity who) {
        Transactional own = fenced(who);
        requireEnded(own);
        if (own.state == State.EMPTY) {
            own.state = State.ONGOING;
            long number = ++own.number;
            kafka.after(own.timeout, () -> expire(own, number));
        }
        return own;
    }

    private void expire(Transactional own, long number) {
        if (own.number == number && own.state == State.ONGOING) {
            kafka.faults().happened(KafkaFault.TRANSACTION_TIMEOUT);
            end(own, false);
        }
    }

    private Transactional fenced(Identity who) {
        Transactional own = byId.get(who.transactionalId());
        if (own == null || own.producerId != who.producerId() || (own.epoch != who.epoch() && !oldEpochsCount)) {
            throw new ProducerFencedException("there is a newer producer with transactional id " + who.transactionalId()
                    + ", or the transaction of this one has ended");
        }
        return own;
    }

    private static void requireEnded(Transactional own) {
        if (own.state == State.ENDING) {
            throw new NotYet("the last transaction is still ending");
        }
    }

    /** The decision: from here on the outcome of the transaction cannot change. */
    private void end(Transactional own, boolean commit) {
        own.state = State.ENDING;
        own.epoch++;
        long decision = ++decisions;
        if (commit) {
            kafka.observer().committing(own.offsets);
        }
        Set<TopicPartition> partitions = own.partitions;
        var offsets = own.offsets;
        own.partitions = new LinkedHashSet<>();
        own.offsets = new LinkedHashMap<>();
        own.markersLeft = partitions.size() + offsets.size() + 1;
        for (TopicPartition partition : partitions) {
            kafka.soon(() -> {
                PartitionLog log = kafka.logIfThere(partition);
                if (log != null) {
                    log.endTransaction(own.producerId, commit);
                }
                markerWritten(own);
            });
        }
        offsets.forEach((group, of) -> {
            if (kafka.faults().happens(KafkaFault.MARKER_HIDDEN, "end group")) {
                kafka.after(HIDDEN, () -> kafka.groups().end(own.producerId, group, of, commit, decision));
                markerWritten(own);
            } else {
                kafka.soon(() -> {
                    kafka.groups().end(own.producerId, group, of, commit, decision);
                    markerWritten(own);
                });
            }
        });
        markerWritten(own);
    }

    private void markerWritten(Transactional own) {
        if (--own.markersLeft == 0) {
            own.state = State.EMPTY;
        }
        kafka.changed();
    }
}
