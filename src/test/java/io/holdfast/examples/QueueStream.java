package io.holdfast.examples;

import io.holdfast.StreamingContext;
import io.holdfast.model.Pair;
import io.holdfast.sink.Sink;
import io.holdfast.sink.print.PrintSink;
import io.holdfast.source.queue.QueueSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** Counts numbers by their last digit; each batch is one that the program itself has put into a queue. */
public final class QueueStream {

    private QueueStream() {}

    /** Arguments: checkpoint directory, which has to be empty: the queue is gone with the process. */
    public static void main(String[] arguments) throws Exception {
        QueueSource<Integer> numbers = QueueSource.of(List.of());
        try (StreamingContext context = describe(numbers, Path.of(arguments[0]), PrintSink.of())) {
            context.start();
            for (int batch = 0; batch < 30; batch++) {
                numbers.add(IntStream.rangeClosed(1, 1000).boxed().toList());
            }
            context.awaitTermination(Duration.ofSeconds(40));
        }
    }

    static StreamingContext describe(
            QueueSource<Integer> numbers, Path checkpoint, Sink<? super Pair<Integer, Long>> digits) {
        StreamingContext context = StreamingContext.builder("queue-stream")
                .checkpointDirectory(checkpoint)
                .build();
        context.stream("numbers", numbers)
                .mapToPair(number -> Pair.of(number % 10, 1L))
                .reduceByKey(Long::sum)
                .to("digits", digits);
        return context;
    }
}
