package io.holdfast.bench;

import static io.holdfast.bench.Measurement.less;
import static io.holdfast.bench.Measurement.more;

import io.holdfast.failure.SinkException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * The keyed running count, in batches of 1 s that are all committed, in turns with a bare loop that reads the same records into a
 * HashMap: what the machine can do. One kind publishes the count at every fifth record, and ends when all of that is published.
 */
final class KeyedCount implements Benchmark {

    private static final long BASE_HEAP_MEGABYTES = 1_350;
    private static final long HEAP_BYTES_PER_KEY = 150;

    private final String name;
    private final boolean zipf;
    private final boolean publishes;

    private KeyedCount(String name, boolean zipf, boolean publishes) {
        this.name = name;
        this.zipf = zipf;
        this.publishes = publishes;
    }

    static KeyedCount ofUniformKeys() {
        return new KeyedCount("keyed-count", false, false);
    }

    static KeyedCount ofZipfKeys() {
        return new KeyedCount("zipf", true, false);
    }

    static KeyedCount published() {
        return new KeyedCount("publish", false, true);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Load defaults() {
        return new Load(4_000_000, 1_000_000);
    }

    @Override
    public boolean usesKafka() {
        return true;
    }

    private static Heap heap(Load load) {
        return Heap.forThroughput(BASE_HEAP_MEGABYTES + load.keys() * HEAP_BYTES_PER_KEY / 1_000_000);
    }

    @Override
    public Map<String, String> settings(Load load) {
        return Map.of(
                "distribution",
                zipf ? "zipf 1.0" : "uniform",
                "jvm",
                String.join(" ", heap(load).options()));
    }

    @Override
    public Round prepare(Load load, Stage stage) throws Exception {
        Settings settings = Settings.of(load).with("zipf", zipf);
        BenchTopics topics = stage.topics();
        if (topics != null) {
            String topic = topics.create(name, KeyedRecords.SPLITS);
            produce(topics.servers(), topic, load, stage);
            settings = settings.with("kafka", topics.servers()).with("topic", topic);
        }
        Settings all = settings.with("name", (topics == null ? "" : topics.prefix()) + name);
        return round -> measure(publishes ? all.with("output", output(stage, round)) : all, load, stage);
    }

    /** A topic, or a directory. */
    private String output(Stage stage, int round) throws Exception {
        BenchTopics topics = stage.topics();
        return topics == null
                ? stage.newDirectory("output").toString()
                : topics.create(name + "-out-" + round, KeyedRecords.SPLITS);
    }

    private static List<Measurement> measure(Settings settings, Load load, Stage stage) throws Exception {
        Heap heap = heap(load);
        double bareThroughput;
        double bareProcessor;
        try (ChildJvm bare = stage.start(BareLoop.JOB, heap, settings)) {
            bareThroughput = bare.number("throughput");
            bareProcessor = bare.number("cpu");
        }
        Path directory = stage.newDirectory("checkpoint");
        try (ChildJvm job = stage.start(KeyedCountJob.JOB, heap, settings.with("directory", directory))) {
            double throughput = job.number("throughput");
            return List.of(
                    more("throughput", "records/s", throughput),
                    less("processor", "s per million", job.number("cpu")),
                    less("peak memory", "MB", job.number("memory")),
                    more("bare loop throughput", "records/s", bareThroughput),
                    less("bare loop processor", "s per million", bareProcessor),
                    more("throughput to bare loop", "ratio", throughput / bareThroughput));
        }
    }

    /** A record that cannot be sent fails the benchmark: it would wait for it. */
    @SuppressWarnings("FutureReturnValueIgnored")
    private void produce(String servers, String topic, Load load, Stage stage) {
        Map<String, Object> properties = Map.of("bootstrap.servers", servers, "linger.ms", 20, "batch.size", 128 << 10);
        AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
        SplittableRandom random = new SplittableRandom(1);
        KeyNumbers numbers = KeyedRecords.numbers(load.keys(), zipf);
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer())) {
            for (long record = 0; record < load.records() && failure.get() == null; record++) {
                producer.send(
                        new ProducerRecord<>(
                                topic,
                                (int) (record % KeyedRecords.SPLITS),
                                KeyedRecords.key(numbers.next(random)),
                                KeyedRecords.value(random)),
                        (metadata, failed) -> failure.compareAndSet(null, failed));
                if (record % 10_000 == 0) {
                    stage.requireGoingOn();
                    stage.progress().at(record);
                }
            }
        }
        Exception failed = failure.get();
        if (failed != null) {
            throw new SinkException("cannot write records to topic " + topic + ": " + failed, failed);
        }
    }
}
