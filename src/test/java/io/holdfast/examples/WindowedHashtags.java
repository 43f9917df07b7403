package io.holdfast.examples;

import io.holdfast.DStream;
import io.holdfast.StreamingContext;
import io.holdfast.model.Batch;
import io.holdfast.model.Pair;
import io.holdfast.sink.Sink;
import io.holdfast.sink.print.PrintSink;
import io.holdfast.source.receiver.SocketTextSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** The hashtags that were most popular in the last minute and in the last ten seconds, every two seconds. */
public final class WindowedHashtags {

    private static final Duration INTERVAL = Duration.ofSeconds(2);
    private static final int MOST_TAGS = 10;

    private WindowedHashtags() {}

    /** Arguments: host, port, checkpoint directory. */
    public static void main(String[] arguments) throws Exception {
        SocketTextSource messages = SocketTextSource.of(arguments[0], Integer.parseInt(arguments[1]));
        StreamingContext context = describe(messages, Path.of(arguments[2]), PrintSink.of(), PrintSink.of());
        context.start();
        context.awaitTermination();
    }

    static StreamingContext describe(
            SocketTextSource messages,
            Path checkpoint,
            Sink<? super Pair<String, Long>> ofMinute,
            Sink<? super Pair<String, Long>> ofTenSeconds) {
        StreamingContext context = StreamingContext.builder("windowed-hashtags")
                .checkpointDirectory(checkpoint)
                .batchInterval(INTERVAL)
                .build();
        DStream<String> tags = context.stream("messages", messages)
                .flatMap(message -> Arrays.stream(message.split("\\s+"))
                        .filter(word -> word.startsWith("#") && word.length() > 1)
                        .iterator());
        tags.countByValueAndWindow("minute", Duration.ofSeconds(60), INTERVAL)
                .transform(WindowedHashtags::mostPopular)
                .to("of-a-minute", ofMinute);
        tags.mapToPair(tag -> Pair.of(tag, 1L))
                .reduceByKeyAndWindow(
                        "ten-seconds",
                        Long::sum,
                        (count, leaving) -> count - leaving,
                        Duration.ofSeconds(10),
                        INTERVAL,
                        tag -> tag.value() > 0)
                .transform(WindowedHashtags::mostPopular)
                .to("of-ten-seconds", ofTenSeconds);
        return context;
    }

    private static Batch<Pair<String, Long>> mostPopular(Batch<Pair<String, Long>> counts) {
        List<Pair<String, Long>> sorted = counts.collect().stream()
                .sorted(Comparator.<Pair<String, Long>>comparingLong(Pair::value)
                        .reversed()
                        .thenComparing(Pair::key))
                .limit(MOST_TAGS)
                .toList();
        return Batch.of(counts.id(), counts.time(), counts.timeline(), List.of(sorted));
    }
}
