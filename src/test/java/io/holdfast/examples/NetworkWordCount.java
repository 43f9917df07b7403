package io.holdfast.examples;

import io.holdfast.StreamingContext;
import io.holdfast.model.Pair;
import io.holdfast.sink.Sink;
import io.holdfast.sink.print.PrintSink;
import io.holdfast.source.receiver.SocketTextSource;
import java.nio.file.Path;
import java.util.List;

/** Counts the words that come over a socket in each second. Try it with {@code nc -lk 9999} on the other side. */
public final class NetworkWordCount {

    private NetworkWordCount() {}

    /** Arguments: host, port, checkpoint directory. */
    public static void main(String[] arguments) throws Exception {
        SocketTextSource lines = SocketTextSource.of(arguments[0], Integer.parseInt(arguments[1]));
        StreamingContext context = describe(lines, Path.of(arguments[2]), PrintSink.of());
        context.start();
        context.awaitTermination();
    }

    static StreamingContext describe(SocketTextSource lines, Path checkpoint, Sink<? super Pair<String, Long>> counts) {
        StreamingContext context = StreamingContext.builder("network-word-count")
                .checkpointDirectory(checkpoint)
                .build();
        context.stream("lines", lines)
                .flatMap(line -> List.of(line.split(" ")).iterator())
                .mapToPair(word -> Pair.of(word, 1L))
                .reduceByKey(Long::sum)
                .to("counts", counts);
        return context;
    }
}
