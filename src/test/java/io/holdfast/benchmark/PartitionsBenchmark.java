package io.holdfast.benchmark;

import io.holdfast.StreamingContext;
import io.holdfast.kafka.KafkaBroker;
import io.holdfast.model.JobListener;
import io.holdfast.model.Pair;
import io.holdfast.source.kafka.KafkaSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * What a batch costs for each Kafka partition that it reads: 10,000 records/s into one partition, and spread over many. Arguments:
 * the largest number of partitions (1,000), batches (300).
 */
final class PartitionsBenchmark {

    private static final Duration INTERVAL = Duration.ofMillis(100);
    private static final int RECORDS_PER_INTERVAL = 1_000;
    private static final byte[] VALUE = new byte[100];

    private PartitionsBenchmark() {}

    static void run(List<String> arguments) throws Exception {
        int most = arguments.isEmpty() ? 1_000 : Integer.parseInt(arguments.get(0));
        int batches = arguments.size() < 2 ? 300 : Integer.parseInt(arguments.get(1));
        Map<Integer, List<Times>> measured = new LinkedHashMap<>();
        try (KafkaBroker broker = KafkaBroker.start(ChildJvm.temporaryDirectory("partitions-kafka"))) {
            // Before the first that counts, the JVM warms up.
            List<Times> unused = batches(create(broker, "warm-up", 1), broker.bootstrapServers(), 1, batches);
            for (int partitions : List.of(1, 4, most / 10, most)) {
                String topic = create(broker, "partitions-" + partitions, partitions);
                measured.put(partitions, batches(topic, broker.bootstrapServers(), partitions, batches));
            }
        }
        long fewest = Objects.requireNonNull(measured.get(1)).get(0).median();
        measured.forEach((partitions, times) -> System.out.printf(
                "%,6d partitions: run %s, commit %s; p50 of run %+.2f ms%n",
                partitions, times.get(0), times.get(1), (times.get(0).median() - fewest) / 1e3));
    }

    private static String create(KafkaBroker broker, String topic, int partitions)
            throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(topic, Optional.of(partitions), Optional.empty())))
                    .all()
                    .get();
        }
        return topic;
    }

    /** How long batches took to run, and then until they were durable; the first third warms up. */
    private static List<Times> batches(String topic, String servers, int partitions, int batches) throws Exception {
        Path directory = ChildJvm.temporaryDirectory("partitions");
        CountDownLatch done = new CountDownLatch(batches);
        Times.Collected run = new Times.Collected();
        Times.Collected commit = new Times.Collected();
        JobListener listener = new JobListener() {
            @Override
            public void committed(BatchReport report) {
                done.countDown();
                if (done.getCount() < batches * 2L / 3) {
                    run.add(report.run());
                    commit.add(report.commit());
                }
            }
        };
        try (StreamingContext context = StreamingContext.builder(topic)
                .checkpointDirectory(directory)
                .batchInterval(INTERVAL)
                .parallelism(2)
                .listener(listener)
                .build()) {
            context.stream(
                            "records",
                            KafkaSource.<byte[], byte[]>builder(ByteArrayDeserializer::new, ByteArrayDeserializer::new)
                                    .bootstrapServers(servers)
                                    .topics(topic)
                                    .build())
                    .mapToPair(record -> Pair.of(record.offset() % 100, 1L))
                    .reduceByKey(Long::sum)
                    .filter(count -> false)
                    .print("none");
            context.start();
            produce(servers, topic, partitions, done);
        }
        return List.of(run.times(), commit.times());
    }

    private static void produce(String servers, String topic, int partitions, CountDownLatch done) {
        Map<String, Object> properties = Map.of("bootstrap.servers", servers, "linger.ms", 5);
        try (Producer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            long begun = System.nanoTime();
            for (long record = 0; done.getCount() > 0; record++) {
                while (record % RECORDS_PER_INTERVAL == 0
                        && System.nanoTime() - begun < record / RECORDS_PER_INTERVAL * INTERVAL.toNanos()) {
                    LockSupport.parkNanos(1_000_000);
                }
                producer.send(new ProducerRecord<>(topic, (int) (record % partitions), null, VALUE));
            }
        }
    }
}
