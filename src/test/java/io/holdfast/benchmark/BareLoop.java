package io.holdfast.benchmark;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** What the machine can do: two consumers and a HashMap each, no checkpoint. Arguments: broker, topic, records. */
final class BareLoop {

    private BareLoop() {}

    public static void main(String[] arguments) {
        long expected = Long.parseLong(arguments[2]);
        double cpu = ChildJvm.cpuSeconds();
        long began = System.nanoTime();
        List<CompletableFuture<Void>> loops = List.of(0, 1).stream()
                .map(half -> CompletableFuture.runAsync(() -> loop(arguments[0], arguments[1], half, expected / 2)))
                .toList();
        loops.forEach(CompletableFuture::join);
        double seconds = (System.nanoTime() - began) / 1e9;
        System.out.printf("RESULT %.0f %.2f 0%n", expected / seconds, (ChildJvm.cpuSeconds() - cpu) / (expected / 1e6));
        System.exit(0);
    }

    private static void loop(String broker, String topic, int half, long expected) {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", broker);
        properties.put("auto.offset.reset", "earliest");
        properties.put("isolation.level", "read_committed");
        properties.put("max.poll.records", "5000");
        Map<String, CountState> counts = new HashMap<>();
        long read = 0;
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(new TopicPartition(topic, half * 2), new TopicPartition(topic, half * 2 + 1)));
            while (read < expected) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    CountState before = counts.get(record.key());
                    counts.put(
                            record.key(),
                            before == null
                                    ? new CountState(1, record.value().length, record.offset())
                                    : new CountState(
                                            before.count() + 1,
                                            before.bytes() + record.value().length,
                                            record.offset()));
                    read++;
                }
            }
        }
    }
}
