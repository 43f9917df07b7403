package io.holdfast.simulation.kafka;

import io.holdfast.simulation.kafka.PartitionLog.Payload;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;

/**
 * Writes the input of a job, and keeps the ledger of what a reader of committed records must get: nothing else knows
 * that. The keys of a partition are its own, so that the ledger decides the order of each key's results.
 */
final class InputTopic {

    static final String NAME = "in";

    private final SimulatedKafka kafka;
    private final SplittableRandom random;
    private final Map<String, TreeMap<Long, Deposit>> ledger = new HashMap<>();
    private final Map<Long, List<Runnable>> uncommitted = new HashMap<>();
    private long nextProducerId = 1;
    private long nextAmount = 1;

    /** A record of the input. */
    record Deposit(String account, long amount) {}

    InputTopic(SimulatedKafka kafka, long seed, int partitions) {
        this.kafka = kafka;
        random = new SplittableRandom(seed);
        kafka.createTopic(NAME, partitions);
    }

    private PartitionLog log(int partition) {
        return kafka.log(new TopicPartition(NAME, partition));
    }

    /** What the ledger says of a split. */
    TreeMap<Long, Deposit> ledger(String split) {
        return ledger.computeIfAbsent(split, name -> new TreeMap<>());
    }

    static String split(int partition) {
        return NAME + "-" + partition;
    }

    int partitions() {
        return kafka.topic(NAME).partitions().size();
    }

    /** Where a reader of committed records will have come to once all transactions have ended. */
    Map<String, Long> ends() {
        Map<String, Long> ends = new HashMap<>();
        for (int partition = 0; partition < partitions(); partition++) {
            ends.put(split(partition), log(partition).end());
        }
        return ends;
    }

    /** Records outside of any transaction. */
    void write(int partition, int records) {
        for (int i = 0; i < records; i++) {
            Deposit deposit = next(partition);
            ledger(split(partition)).put(log(partition).end(), deposit);
            log(partition).append(payload(deposit));
        }
        kafka.changed();
    }

    /** Records that are not of the history that the job has read: they must never come out. */
    void foreign(int partition, int records) {
        for (int i = 0; i < records; i++) {
            log(partition).append(payload(next(partition)));
        }
        kafka.changed();
    }

    /** A whole transaction; with no records, only its control record. */
    void transaction(int partition, int records, boolean commit) {
        end(partition, open(partition, records), commit);
    }

    /** Begins a transaction; returns who writes it. */
    long open(int partition, int records) {
        long producerId = nextProducerId++;
        List<Runnable> entries = new ArrayList<>();
        for (int i = 0; i < records; i++) {
            Deposit deposit = next(partition);
            long offset = log(partition).end();
            entries.add(() -> ledger(split(partition)).put(offset, deposit));
            log(partition).append(producerId, payload(deposit));
        }
        uncommitted.put(producerId, entries);
        kafka.changed();
        return producerId;
    }

    void end(int partition, long producerId, boolean commit) {
        List<Runnable> entries = uncommitted.remove(producerId);
        if (commit) {
            entries.forEach(Runnable::run);
        } else {
            kafka.faults().happened(KafkaFault.ABORTED_INPUT);
        }
        log(partition).endTransaction(producerId, commit);
        kafka.changed();
    }

    /** Compaction removes a record; only before the job reads it does that mean anything to it. */
    void compact(int partition, long offset) {
        ledger(split(partition)).remove(offset);
        log(partition).compact(offset);
        kafka.faults().happened(KafkaFault.COMPACTION);
    }

    private Deposit next(int partition) {
        return new Deposit("p" + partition + "-" + random.nextInt(3), nextAmount++);
    }

    private Payload payload(Deposit deposit) {
        return new Payload(
                deposit.account.getBytes(StandardCharsets.UTF_8),
                Long.toString(deposit.amount).getBytes(StandardCharsets.UTF_8),
                kafka.time().wallMillis());
    }
}
