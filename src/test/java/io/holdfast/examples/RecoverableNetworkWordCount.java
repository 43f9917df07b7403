package io.holdfast.examples;

import io.holdfast.PairDStream;
import io.holdfast.StreamingContext;
import io.holdfast.model.Pair;
import io.holdfast.model.State;
import io.holdfast.model.StateSpec;
import io.holdfast.sink.Sink;
import io.holdfast.sink.file.TextFileSink;
import io.holdfast.source.receiver.SocketTextSource;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Counts words of each second, without some that say nothing, and how many of those were dropped since the beginning. Kill it
 * and start it again: the number of dropped words goes on, because it is state.
 */
public final class RecoverableNetworkWordCount {

    private static final Set<String> DROPPED = Set.of("a", "b", "c");

    private RecoverableNetworkWordCount() {}

    /** Arguments: host, port, checkpoint directory, and a directory for results. */
    public static void main(String[] arguments) throws Exception {
        SocketTextSource lines = SocketTextSource.of(arguments[0], Integer.parseInt(arguments[1]));
        Path output = Path.of(arguments[3]);
        StreamingContext context = describe(
                lines,
                Path.of(arguments[2]),
                TextFileSink.of(output.resolve("counts")),
                TextFileSink.of(output.resolve("dropped")));
        context.start();
        context.awaitTermination();
    }

    static StreamingContext describe(
            SocketTextSource lines,
            Path checkpoint,
            Sink<? super Pair<String, Long>> counts,
            Sink<? super Long> dropped) {
        StreamingContext context = StreamingContext.builder("recoverable-network-word-count")
                .checkpointDirectory(checkpoint)
                .build();
        PairDStream<String, Long> words = context.stream("lines", lines)
                .flatMap(line -> List.of(line.split(" ")).iterator())
                .mapToPair(word -> Pair.of(word, 1L));
        words.filter(word -> !DROPPED.contains(word.key()))
                .reduceByKey(Long::sum)
                .to("counts", counts);
        words.filter(word -> DROPPED.contains(word.key()))
                .mapToPair(word -> Pair.of("dropped", word.value()))
                .reduceByKey(Long::sum)
                .mapWithState("dropped", StateSpec.function(RecoverableNetworkWordCount::add))
                .to("dropped-so-far", dropped);
        return context;
    }

    private static Long add(String key, Optional<Long> more, State<Long> total) {
        total.update(more.orElse(0L) + (total.exists() ? total.get() : 0L));
        return total.get();
    }
}
