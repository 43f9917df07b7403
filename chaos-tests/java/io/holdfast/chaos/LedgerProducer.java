package io.holdfast.chaos;

import io.holdfast.chaos.Ledger.Entry;
import io.holdfast.common.ThreadWorkers;
import io.holdfast.common.Worker;
import io.holdfast.common.Workers;
import io.holdfast.kafka.KafkaCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.LongSerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Produces bursts of records from a seed, until told to finish: some plain, some in transactions, some of which are
 * aborted. One burst is acknowledged by the brokers before the next begins, and what is committed enters the ledger, so
 * the ledger has the order of each partition.
 */
final class LedgerProducer implements AutoCloseable {

    private static final int KEYS = 5_000;
    private static final int HOT_KEYS = 20;
    private static final int BURST_RECORDS_MAX = 160;
    private static final int VALUE_MAX = 1_000;
    private static final Duration PAUSE = Duration.ofMillis(40);

    private final String topic;
    private final int partitions;
    private final Ledger ledger;
    private final Random random;
    private final KafkaProducer<String, Long> plain;
    private final KafkaProducer<String, Long> transactional;
    private final Workers workers = new ThreadWorkers("chaos");
    private final Worker worker = workers.start("producer");
    private final CompletableFuture<Void> finishing = new CompletableFuture<>();
    private final CompletableFuture<Integer> finished;
    private int aborted;

    /** Begins to produce. */
    LedgerProducer(KafkaCluster broker, String topic, int partitions, Ledger ledger, long seed) {
        this.topic = topic;
        this.partitions = partitions;
        this.ledger = ledger;
        random = new Random(seed);
        plain = producer(broker, Map.of());
        transactional = producer(broker, Map.of("transactional.id", "ledger"));
        finished = worker.submit(this::run);
    }

    private static KafkaProducer<String, Long> producer(KafkaCluster broker, Map<String, Object> more) {
        Map<String, Object> config = new HashMap<>(more);
        config.put("bootstrap.servers", broker.bootstrapServers());
        config.put("enable.idempotence", true);
        config.put("acks", "all");
        return new KafkaProducer<>(config, new StringSerializer(), new LongSerializer());
    }

    private int run() throws Exception {
        transactional.initTransactions();
        while (!workers.await(finishing, PAUSE)) {
            List<Entry> burst = burst();
            int kind = random.nextInt(10);
            if (kind < 6) {
                send(plain, burst);
                ledger.append(burst);
            } else {
                transaction(burst, kind < 8);
            }
        }
        return aborted;
    }

    private void transaction(List<Entry> burst, boolean commit) throws Exception {
        transactional.beginTransaction();
        send(transactional, burst);
        if (commit) {
            transactional.commitTransaction();
            ledger.append(burst);
        } else {
            transactional.abortTransaction();
            aborted += burst.size();
        }
    }

    private List<Entry> burst() {
        List<Entry> burst = new ArrayList<>();
        for (int left = 1 + random.nextInt(BURST_RECORDS_MAX); left > 0; left--) {
            int key = random.nextInt(random.nextBoolean() ? HOT_KEYS : KEYS);
            burst.add(new Entry(key % partitions, "key-" + key, 1 + random.nextInt(VALUE_MAX)));
        }
        return burst;
    }

    private void send(KafkaProducer<String, Long> producer, List<Entry> entries) throws Exception {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (Entry entry : entries) {
            sent.add(producer.send(new ProducerRecord<>(topic, entry.partition(), entry.key(), entry.value())));
        }
        producer.flush();
        for (Future<RecordMetadata> acknowledged : sent) {
            acknowledged.get();
        }
    }

    /** Ends after the current burst; returns how many records were aborted, or throws what made a burst fail. */
    int finish() throws Exception {
        finishing.complete(null);
        return workers.await(finished);
    }

    @Override
    public void close() {
        finishing.complete(null);
        worker.close();
        plain.close();
        transactional.close();
    }
}
