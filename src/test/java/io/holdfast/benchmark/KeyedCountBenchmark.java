package io.holdfast.benchmark;

import io.holdfast.kafka.KafkaBroker;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.SplittableRandom;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * The keyed running count: 4,000,000 records wait in 4 partitions, 1,000,000 uniform keys, 100-byte values; parallelism 2,
 * batches of 1 s, checkpoint on local disk. Compared in turns with two bare consumers and a HashMap.
 */
final class KeyedCountBenchmark {

    private static final int KEYS = 1_000_000;
    private static final int ROUNDS = 2;

    private KeyedCountBenchmark() {}

    static void run(List<String> arguments) throws Exception {
        long records = arguments.isEmpty() ? 4_000_000 : Long.parseLong(arguments.get(0));
        Path directory = ChildJvm.temporaryDirectory("keyed-count");
        try (KafkaBroker broker = KafkaBroker.start(directory.resolve("kafka"))) {
            broker.createTopic("records", 4);
            produce(broker.bootstrapServers(), records);
            for (int round = 0; round < ROUNDS; round++) {
                print(
                        "bare loop",
                        ChildJvm.run(
                                List.of("-Xmx1500m"),
                                BareLoop.class,
                                broker.bootstrapServers(),
                                "records",
                                "" + records));
                print(
                        "holdfast",
                        ChildJvm.run(
                                List.of("-Xmx1500m"),
                                KeyedCountJob.class,
                                broker.bootstrapServers(),
                                "records",
                                directory.resolve("checkpoint-" + round).toString(),
                                "" + records));
            }
        }
    }

    private static void print(String what, List<String> results) {
        String[] result = results.get(0).split(" ", -1);
        System.out.printf(
                "%-10s %,10d records/s, %s CPU s per million, peak RSS %s MB%n",
                what, Long.parseLong(result[0]), result[1], result[2]);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // a record that is not sent leaves the job waiting
    private static void produce(String broker, long records) {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", broker);
        properties.put("linger.ms", "20");
        properties.put("batch.size", "131072");
        byte[] value = new byte[100];
        SplittableRandom random = new SplittableRandom(1);
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer())) {
            for (long i = 0; i < records; i++) {
                random.nextBytes(value);
                String key = "k-" + (10_000 + random.nextInt(KEYS));
                producer.send(new ProducerRecord<>("records", (int) (i % 4), key, value.clone()));
            }
        }
    }
}
