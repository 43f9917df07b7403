package io.holdfast.bench;

import io.holdfast.common.TimeSource;
import io.holdfast.common.Worker;
import io.holdfast.failure.SinkException;
import io.holdfast.failure.SourceException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes records with a stamp at a steady rate into one topic, and waits until a reader of committed ones sees them in another. */
final class LatencyProbe {

    static final int PARTITIONS = 4;

    private static final Duration PAUSE = Duration.ofMillis(1);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int VALUE_BYTES = 100;

    private final String servers;
    private final Load load;
    private final Stage stage;
    private final TimeSource time;
    private final CompletableFuture<Void> stop = new CompletableFuture<>();

    LatencyProbe(String servers, Load load, Stage stage) {
        this.servers = servers;
        this.load = load;
        this.stage = stage;
        time = stage.time();
    }

    /** Measures until all have come. */
    Latencies run(String input, String output) throws Exception {
        try (Worker feeder = stage.workers().start("feeder")) {
            try {
                CompletableFuture<Void> fed = feeder.submit(() -> {
                    feed(input);
                    return null;
                });
                return read(output, fed);
            } finally {
                stop.complete(null);
            }
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback hears of failures
    private void feed(String topic) throws Exception {
        SplittableRandom random = new SplittableRandom(1);
        long begin = time.monotonicNanos();
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", servers, "linger.ms", 0),
                new StringSerializer(),
                new ByteArraySerializer())) {
            long sent = 0;
            while (sent < load.records() && !stage.workers().await(stop, PAUSE)) {
                long due = Math.min(load.records(), (time.monotonicNanos() - begin) / Latencies.PERIOD_NANOS);
                for (; sent < due; sent++) {
                    String key = KeyedRecords.key(random.nextLong(load.keys()));
                    byte[] value = ByteBuffer.allocate(VALUE_BYTES)
                            .putLong(time.monotonicNanos())
                            .array();
                    producer.send(
                            new ProducerRecord<>(topic, (int) (sent % PARTITIONS), key, value), (metadata, failure) -> {
                                if (failure != null) {
                                    stop.completeExceptionally(failure);
                                }
                            });
                }
            }
        }
        if (stop.isCompletedExceptionally()) {
            throw new SinkException("cannot write to topic " + topic + " at " + servers + "; see its log");
        }
    }

    private Latencies read(String topic, CompletableFuture<Void> fed) throws Exception {
        Latencies latencies = new Latencies(load.records());
        Map<String, Object> properties = Map.of(
                "bootstrap.servers",
                servers,
                "auto.offset.reset",
                "earliest",
                "isolation.level",
                "read_committed",
                "enable.auto.commit",
                false);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(IntStream.range(0, PARTITIONS)
                    .mapToObj(partition -> new TopicPartition(topic, partition))
                    .toList());
            long newest = time.monotonicNanos();
            while (latencies.count() < load.records()) {
                stage.requireGoingOn();
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    newest = time.monotonicNanos();
                    latencies.add(newest
                            - ByteBuffer.wrap(Objects.requireNonNull(record.value()))
                                    .getLong());
                }
                stage.progress().at(latencies.count());
                if (fed.isCompletedExceptionally()) {
                    stage.workers().await(fed);
                }
                if (time.monotonicNanos() - newest > PATIENCE.toNanos()) {
                    throw new SourceException("nothing came into topic " + topic + " at " + servers + " for "
                            + PATIENCE.toSeconds() + " s, after " + latencies.count() + " of " + load.records()
                            + " records; the job has ended, or Kafka does not answer");
                }
            }
        }
        return latencies;
    }
}
