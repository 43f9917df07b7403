package io.holdfast.examples;

import io.holdfast.StreamingContext;
import io.holdfast.model.Pair;
import io.holdfast.model.State;
import io.holdfast.model.StateSpec;
import io.holdfast.sink.Sink;
import io.holdfast.sink.print.PrintSink;
import io.holdfast.source.receiver.SocketTextSource;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Counts how often each word has come over a socket since the beginning, where two words have been before. */
public final class StatefulNetworkWordCount {

    private StatefulNetworkWordCount() {}

    /** Arguments: host, port, checkpoint directory. */
    public static void main(String[] arguments) throws Exception {
        SocketTextSource lines = SocketTextSource.of(arguments[0], Integer.parseInt(arguments[1]));
        StreamingContext context = describe(lines, Path.of(arguments[2]), PrintSink.of());
        context.start();
        context.awaitTermination();
    }

    static StreamingContext describe(SocketTextSource lines, Path checkpoint, Sink<? super Pair<String, Long>> totals) {
        StreamingContext context = StreamingContext.builder("stateful-network-word-count")
                .checkpointDirectory(checkpoint)
                .build();
        context.stream("lines", lines)
                .flatMap(line -> List.of(line.split(" ")).iterator())
                .mapToPair(word -> Pair.of(word, 1L))
                .mapWithState(
                        "totals",
                        StateSpec.function(StatefulNetworkWordCount::add)
                                .initialState(() -> Map.of("hello", 1L, "world", 1L)))
                .to("totals-so-far", totals);
        return context;
    }

    private static Pair<String, Long> add(String word, Optional<Long> more, State<Long> total) {
        total.update(more.orElse(0L) + (total.exists() ? total.get() : 0L));
        return Pair.of(word, total.get());
    }
}
