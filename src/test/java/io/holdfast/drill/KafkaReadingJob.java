package io.holdfast.drill;

import io.holdfast.StreamingContext;
import io.holdfast.model.Pair;
import io.holdfast.sink.file.TextFileSink;
import io.holdfast.source.kafka.KafkaSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.serialization.StringDeserializer;

/** A job to drill that reads from Kafka. Arguments: the checkpoint directory, the servers, the topic, the output directory. */
public final class KafkaReadingJob {

    private KafkaReadingJob() {}

    public static void main(String[] arguments) throws Exception {
        StreamingContext context = StreamingContext.builder("kafka-reading")
                .checkpointDirectory(Path.of(arguments[0]))
                .batchInterval(Duration.ofMillis(100))
                .parallelism(2)
                .build();
        context.stream(
                        "numbers",
                        KafkaSource.<String, String>builder(StringDeserializer::new, StringDeserializer::new)
                                .bootstrapServers(arguments[1])
                                .topics(arguments[2])
                                .build())
                .mapToPair(record -> Pair.of(record.value().length(), 1L))
                .updateStateByKey("counts", KafkaReadingJob::count)
                .map(Pair::toString)
                .to("counts-out", TextFileSink.<String>of(Path.of(arguments[3])));
        context.start();
        context.awaitTermination();
    }

    static Optional<Long> count(List<Long> more, Optional<Long> before) {
        return Optional.of(before.orElse(0L) + more.size());
    }
}
