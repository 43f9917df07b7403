package io.holdfast.examples;

import io.holdfast.StreamingContext;
import io.holdfast.model.Pair;
import io.holdfast.sink.Sink;
import io.holdfast.sink.print.PrintSink;
import io.holdfast.source.kafka.KafkaSource;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Counts the words of the records of Kafka topics in each second. */
public final class DirectKafkaWordCount {

    private DirectKafkaWordCount() {}

    /** Arguments: brokers, topics separated by commas, checkpoint directory. */
    public static void main(String[] arguments) throws Exception {
        StreamingContext context =
                describe(arguments[0], List.of(arguments[1].split(",")), Path.of(arguments[2]), PrintSink.of());
        context.start();
        context.awaitTermination();
    }

    static StreamingContext describe(
            String brokers, List<String> topics, Path checkpoint, Sink<? super Pair<String, Long>> counts) {
        KafkaSource<String, String> source = KafkaSource.builder(StringDeserializer.class, StringDeserializer.class)
                .bootstrapServers(brokers)
                .topics(topics.toArray(String[]::new))
                .build();
        StreamingContext context = StreamingContext.builder("direct-kafka-word-count")
                .checkpointDirectory(checkpoint)
                .build();
        context.stream("records", source)
                .flatMap(record -> List.of(record.value().split(" ")).iterator())
                .mapToPair(word -> Pair.of(word, 1L))
                .reduceByKey(Long::sum)
                .to("counts", counts);
        return context;
    }
}
