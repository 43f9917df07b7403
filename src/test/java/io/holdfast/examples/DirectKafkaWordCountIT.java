package io.holdfast.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.StreamingContext;
import io.holdfast.kafka.KafkaBroker;
import io.holdfast.kafka.KafkaTopic;
import io.holdfast.sink.file.TextFileSink;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a real broker. Planted defects: only the first topic is read; only the first partition. */
class DirectKafkaWordCountIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Path directory;

    DirectKafkaWordCountIT(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void wordsOfSeveralTopicsAreCountedOnceOverARestart() throws Exception {
        PublishedLines counts = new PublishedLines(directory.resolve("counts"));
        try (KafkaBroker broker = KafkaBroker.start(directory.resolve("kafka"))) {
            KafkaTopic news = topic(broker, "news");
            KafkaTopic talk = topic(broker, "talk");
            news.produce(0, "to be");
            talk.produce(1, "or not", "to be");
            runUntil(broker, counts, Map.of("to", 2L, "be", 2L, "or", 1L, "not", 1L));
            news.produce(1, "be");
            runUntil(broker, counts, Map.of("to", 2L, "be", 3L, "or", 1L, "not", 1L));
        }
    }

    private static KafkaTopic topic(KafkaBroker broker, String name) {
        broker.createTopic(name, 2);
        return new KafkaTopic(broker, name);
    }

    private void runUntil(KafkaBroker broker, PublishedLines counts, Map<String, Long> expected) throws Exception {
        try (StreamingContext context = DirectKafkaWordCount.describe(
                broker.bootstrapServers(),
                List.of("news", "talk"),
                directory.resolve("checkpoint"),
                TextFileSink.of(counts.directory()))) {
            context.start();
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(counts.sums()).isEqualTo(expected));
        }
    }
}
