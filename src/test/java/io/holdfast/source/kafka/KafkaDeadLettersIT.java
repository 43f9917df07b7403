package io.holdfast.source.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.holdfast.DStream;
import io.holdfast.StreamingContext;
import io.holdfast.kafka.KafkaTopic;
import io.holdfast.model.DeadLetter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import org.apache.kafka.common.serialization.IntegerDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records of a real broker that do not deserialize, in a whole job. */
class KafkaDeadLettersIT extends KafkaSourceFixture {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Path directory;
    private final ConcurrentSkipListMap<Long, List<String>> good = new ConcurrentSkipListMap<>();
    private final ConcurrentSkipListMap<Long, List<DeadLetter>> dead = new ConcurrentSkipListMap<>();

    KafkaDeadLettersIT(@TempDir Path directory) {
        this.directory = directory;
    }

    private StreamingContext job(KafkaTopic topic) {
        StreamingContext context = StreamingContext.builder("numbers")
                .checkpointDirectory(directory)
                .batchInterval(Duration.ofMillis(100))
                .register(DeadLetter.class)
                .build();
        DStream<KafkaRecord<String, Integer>> numbers = context.stream(
                "numbers",
                KafkaSource.builder(StringDeserializer.class, IntegerDeserializer.class)
                        .bootstrapServers(broker.bootstrapServers())
                        .topics(topic.name())
                        .build());
        numbers.map(record -> record.offset() + ":" + record.value())
                .foreachBatch("good", batch -> good.put(batch.id(), batch.collect()));
        numbers.deadLetters().foreachBatch("dead", batch -> dead.put(batch.id(), batch.collect()));
        return context;
    }

    private static <T> List<T> all(ConcurrentSkipListMap<Long, List<T>> batches) {
        return batches.values().stream().flatMap(List::stream).toList();
    }

    /** An integer is four bytes: "five5" is none. Planted defects: no text; the offset of the next; what follows in the same fetch is lost. */
    @Test
    void arePassedOnOnceWithTheirPlaceAndText() throws Exception {
        KafkaTopic topic = topic(1);
        topic.produce(0, "four", "five5", "more");
        try (StreamingContext context = job(topic)) {
            context.start();
            await().atMost(PATIENCE)
                    .until(() -> all(good).size() == 2 && all(dead).size() == 1);
        }
        topic.produce(0, "next", "sixsix");
        try (StreamingContext context = job(topic)) {
            context.start();
            await().atMost(PATIENCE)
                    .until(() -> all(good).size() == 3 && all(dead).size() == 2);
        }
        assertThat(all(good)).containsExactly("0:" + number("four"), "2:" + number("more"), "3:" + number("next"));
        assertThat(all(dead))
                .extracting(DeadLetter::source, DeadLetter::split, DeadLetter::offset, DeadLetter::record)
                .containsExactly(
                        tuple("numbers", topic.name() + "-0", 1L, "five5"),
                        tuple("numbers", topic.name() + "-0", 4L, "sixsix"));
        assertThat(all(dead).get(0).error()).contains("value of 5 bytes", "IntegerDeserializer");
    }

    private static int number(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)).getInt();
    }
}
