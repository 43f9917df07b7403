package io.holdfast.source.kafka;

import io.holdfast.common.ThreadWorkers;
import io.holdfast.common.TimeSource;
import io.holdfast.common.Worker;
import io.holdfast.format.SplitPosition;
import io.holdfast.kafka.KafkaBroker;
import io.holdfast.source.SourceContext;
import io.holdfast.source.SourcePlan;
import io.holdfast.source.SourceReader;
import io.holdfast.source.SplitRange;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Compares reading through the source with a bare consumer loop, in one run: 4 partitions, values of 100 bytes, 2 tasks
 * against one consumer and against two.
 */
public final class KafkaReadBenchmark {

    private static final int RECORDS = 2_000_000;
    private static final int PARTITIONS = 4;
    private static final int TASKS = 2;

    private KafkaReadBenchmark() {}

    /** Prints records per second. */
    public static void main(String[] arguments) throws Exception {
        Path directory = Files.createTempDirectory("kafka-read");
        try (KafkaBroker broker = KafkaBroker.start(directory)) {
            broker.createTopic("t", PARTITIONS);
            produce(broker);
            for (int round = 0; round < 4; round++) {
                double one = bare(broker, 1);
                double two = bare(broker, 2);
                double source = source(broker);
                System.out.printf(
                        "round %d: bare x1 %.0f/s, bare x2 %.0f/s, source %.0f/s, ratio to x1 %.2f, to x2 %.2f%n",
                        round, one, two, source, source / one, source / two);
            }
        }
    }

    private static void produce(KafkaBroker broker) {
        Map<String, Object> config =
                Map.of("bootstrap.servers", broker.bootstrapServers(), "linger.ms", 20, "batch.size", 200_000);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
            byte[] value = new byte[100];
            for (int i = 0; i < RECORDS; i++) {
                var unused = producer.send(new ProducerRecord<>("t", i % PARTITIONS, null, value));
            }
        }
    }

    private static double bare(KafkaBroker broker, int consumers) throws Exception {
        ThreadWorkers workers = new ThreadWorkers("bench");
        long begin = System.nanoTime();
        List<CompletableFuture<Long>> counts = new ArrayList<>();
        List<Worker> running = new ArrayList<>();
        for (int consumer = 0; consumer < consumers; consumer++) {
            int mine = consumer;
            Worker worker = workers.start("bare-" + consumer);
            running.add(worker);
            counts.add(worker.submit(() -> consume(
                    broker,
                    IntStream.range(0, PARTITIONS)
                            .filter(partition -> partition % consumers == mine)
                            .mapToObj(partition -> new TopicPartition("t", partition))
                            .toList())));
        }
        long total = 0;
        for (CompletableFuture<Long> count : counts) {
            total += count.get();
        }
        running.forEach(Worker::close);
        return perSecond(total, begin);
    }

    private static long consume(KafkaBroker broker, List<TopicPartition> partitions) {
        Map<String, Object> config = new HashMap<>();
        config.put("bootstrap.servers", broker.bootstrapServers());
        config.put("isolation.level", "read_committed");
        config.put("enable.auto.commit", false);
        config.put("max.poll.records", 5000);
        long wanted = (long) RECORDS / PARTITIONS * partitions.size();
        long count = 0;
        long bytes = 0;
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (count < wanted) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    count++;
                    bytes += record.value().length;
                }
            }
        }
        if (bytes != count * 100) {
            throw new IllegalStateException("read " + bytes + " bytes");
        }
        return count;
    }

    private static double source(KafkaBroker broker) throws Exception {
        ThreadWorkers workers = new ThreadWorkers("bench");
        KafkaSource<byte[], byte[]> source = KafkaSource.builder(ByteArrayDeserializer::new, ByteArrayDeserializer::new)
                .bootstrapServers(broker.bootstrapServers())
                .topics("t")
                .build();
        List<Worker> tasks = IntStream.range(0, TASKS)
                .mapToObj(i -> workers.start("task-" + i))
                .toList();
        Map<String, SplitPosition> positions = new LinkedHashMap<>();
        long begin = System.nanoTime();
        long count = 0;
        try (SourceReader<KafkaRecord<byte[], byte[]>> reader =
                source.open(new SourceContext("bench", "id", "in", TASKS, workers, TimeSource.SYSTEM))) {
            reader.start(List.of());
            while (count < RECORDS) {
                SourcePlan plan = reader.plan(List.copyOf(positions.values()), 200_000);
                List<CompletableFuture<Long>> reads = new ArrayList<>();
                for (int task = 0; task < TASKS; task++) {
                    List<SplitRange> mine = new ArrayList<>();
                    for (int i = task; i < plan.ranges().size(); i += TASKS) {
                        mine.add(plan.ranges().get(i));
                    }
                    reads.add(tasks.get(task).submit(() -> read(reader, mine, positions)));
                }
                for (CompletableFuture<Long> read : reads) {
                    count += read.get();
                }
            }
        }
        tasks.forEach(Worker::close);
        return perSecond(count, begin);
    }

    private static long read(
            SourceReader<KafkaRecord<byte[], byte[]>> reader,
            List<SplitRange> ranges,
            Map<String, SplitPosition> positions)
            throws Exception {
        long[] sums = new long[2];
        for (SplitRange range : ranges) {
            SplitPosition next = reader.read(range, (offset, record) -> {
                sums[0]++;
                sums[1] += Objects.requireNonNull(record.value()).length;
            });
            synchronized (positions) {
                positions.put(range.split(), next);
            }
        }
        if (sums[1] != sums[0] * 100) {
            throw new IllegalStateException("read " + sums[1] + " bytes");
        }
        return sums[0];
    }

    private static double perSecond(long records, long begin) {
        return records * 1e9 / (System.nanoTime() - begin);
    }
}
