package io.holdfast.chaos;

import io.holdfast.chaos.SumsChecker.Sum;
import io.holdfast.kafka.KafkaCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.LongDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads what a job published, with means of its own: a plain consumer, and plain files. */
final class Outputs {

    private Outputs() {}

    /** All committed sums in a topic; those of one key in their order. */
    static List<Sum> topic(KafkaCluster broker, String topic) {
        try (TopicTail tail = new TopicTail(broker, topic)) {
            return tail.readOn();
        }
    }

    /** How many sums are committed at least: cheap, but counts what ends transactions too. */
    static long endOffsets(KafkaCluster broker, String topic) {
        return endOffsets(broker, topic, "read_committed");
    }

    /** The same, and what is in open transactions. */
    static long writtenOffsets(KafkaCluster broker, String topic) {
        return endOffsets(broker, topic, "read_uncommitted");
    }

    private static long endOffsets(KafkaCluster broker, String topic, String isolation) {
        Map<String, Object> config =
                Map.of("bootstrap.servers", broker.bootstrapServers(), "isolation.level", isolation);
        try (KafkaConsumer<String, Long> consumer =
                new KafkaConsumer<>(config, new StringDeserializer(), new LongDeserializer())) {
            return consumer.endOffsets(partitions(consumer, topic)).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
        }
    }

    static List<TopicPartition> partitions(KafkaConsumer<String, Long> consumer, String topic) {
        return IntStream.range(0, consumer.partitionsFor(topic).size())
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
    }

    /** All sums in the directories of a text file sink, in the order of batches. */
    static List<Sum> files(Path directory) throws IOException {
        List<Sum> sums = new ArrayList<>();
        for (Path batch : visible(directory)) {
            for (Path part : visible(batch)) {
                addLines(part, batch.getFileName() + "/" + part.getFileName(), sums);
            }
        }
        return sums;
    }

    /** The entries that a reader of a file sink looks at. */
    static List<Path> visible(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(entry -> !entry.getFileName().toString().matches("[._].*"))
                    .sorted()
                    .toList();
        }
    }

    private static void addLines(Path file, String name, List<Sum> sums) {
        try {
            List<String> lines = Files.readAllLines(file);
            for (int number = 0; number < lines.size(); number++) {
                String line = lines.get(number);
                int equals = line.indexOf('=');
                sums.add(new Sum(
                        line.substring(0, equals),
                        Long.parseLong(line.substring(equals + 1)),
                        name + ":" + (number + 1)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
