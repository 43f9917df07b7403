package io.holdfast.drill;

import io.holdfast.StreamingContext;
import io.holdfast.model.Pair;
import io.holdfast.sink.kafka.KafkaSink;
import io.holdfast.source.generator.GeneratorSource;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.kafka.common.serialization.LongSerializer;

/** A job to drill that writes to Kafka. Arguments: the checkpoint directory, the servers, the topic. */
public final class KafkaSampleJob {

    private KafkaSampleJob() {}

    public static void main(String[] arguments) throws Exception {
        StreamingContext context = StreamingContext.builder("kafka-sample")
                .checkpointDirectory(Path.of(arguments[0]))
                .batchInterval(Duration.ofMillis(100))
                .parallelism(2)
                .build();
        context.stream(
                        "numbers",
                        GeneratorSource.of((split, offset, random) -> random.nextLong(1000))
                                .splits(2)
                                .recordsPerSecond(1000))
                .mapToPair(number -> Pair.of(number % 50, number))
                .to(
                        "numbers-out",
                        KafkaSink.<Long, Long>pairs(LongSerializer::new, LongSerializer::new)
                                .bootstrapServers(arguments[1])
                                .topic(arguments[2])
                                .build());
        context.start();
        context.awaitTermination();
    }
}
