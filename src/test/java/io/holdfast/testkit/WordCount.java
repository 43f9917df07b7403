package io.holdfast.testkit;

import io.holdfast.PairDStream;
import io.holdfast.StreamingContext;
import io.holdfast.model.Pair;
import io.holdfast.model.State;
import io.holdfast.model.StateSpec;
import io.holdfast.sink.file.TextFileSink;
import io.holdfast.source.file.TextFileSource;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A job as a user has it: sums of words that are forgotten after half an hour, and how often each word is in each batch. */
final class WordCount {

    private WordCount() {}

    static StreamingContext describe() {
        StreamingContext context = StreamingContext.builder("word-count")
                .checkpointDirectory(Path.of("/does/not/exist"))
                .build();
        PairDStream<String, Long> words = context.stream("lines", TextFileSource.of(Path.of("/does/not/exist/either")))
                .flatMap(line -> List.of(line.split(" ")).iterator())
                .mapToPair(word -> Pair.of(word, 1L));
        words.<Long, Pair<String, Long>>mapWithState(
                        "counts", StateSpec.function(WordCount::add).timeout(Duration.ofMinutes(30)))
                .to("counted", TextFileSink.of(Path.of("/does/not/exist/as/well")));
        words.reduceByKey(Long::sum).to("batches", TextFileSink.of(Path.of("/nor/does/this")));
        return context;
    }

    private static Optional<Pair<String, Long>> add(Instant time, String word, Optional<Long> more, State<Long> count) {
        if (count.isTimingOut()) {
            return Optional.of(Pair.of(word + " is over", count.get()));
        }
        count.update(more.orElseThrow() + (count.exists() ? count.get() : 0L));
        return Optional.of(Pair.of(word, count.get()));
    }
}
