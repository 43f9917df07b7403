package io.holdfast.drill;

import io.holdfast.DStream;
import io.holdfast.EventTimeDStream;
import io.holdfast.PairDStream;
import io.holdfast.StreamingContext;
import io.holdfast.model.EventTime;
import io.holdfast.model.EventWindow;
import io.holdfast.model.Pair;
import io.holdfast.model.State;
import io.holdfast.model.StateSpec;
import io.holdfast.model.Windowed;
import io.holdfast.sink.file.TextFileSink;
import io.holdfast.source.generator.GeneratorSource;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A job to drill with windows in batch time, and with all that goes by event time. Arguments: the checkpoint directory, and
 * the directory of its outputs.
 */
public final class WindowedJob {

    private static final int PER_SECOND = 300;

    private WindowedJob() {}

    public static void main(String[] arguments) throws Exception {
        StreamingContext context = StreamingContext.builder("windowed")
                .checkpointDirectory(Path.of(arguments[0]))
                .batchInterval(Duration.ofMillis(100))
                .parallelism(2)
                .replayBudgetBytes(1 << 16)
                .stateCacheBytes(2 << 20)
                .build();
        // When something happened is the value: some seconds of disorder, in a time of its own.
        PairDStream<Long, Long> happened = context.stream(
                        "happened",
                        GeneratorSource.of((split, offset, random) -> offset * 1000 / PER_SECOND
                                        + 5_000
                                        - random.nextLong(random.nextInt(10) == 0 ? 5_000 : 500))
                                .splits(3)
                                .recordsPerSecond(3 * PER_SECOND))
                .withEventTime(EventTime.<Long>of(Instant::ofEpochMilli).outOfOrderness(Duration.ofMillis(500)))
                .mapToPair(millis -> Pair.of(millis % 7, millis));
        batchTime(happened).to("batch-time-out", TextFileSink.<String>of(Path.of(arguments[1], "batch-time")));
        eventTime(happened).to("event-time-out", TextFileSink.<String>of(Path.of(arguments[1], "event-time")));
        context.start();
        context.awaitTermination();
    }

    private static DStream<String> batchTime(PairDStream<Long, Long> happened) {
        Duration length = Duration.ofSeconds(2);
        Duration slide = Duration.ofMillis(200);
        return happened.reduceByKeyAndWindow("tree", Long::sum, length, slide)
                .map(Pair::toString)
                .union(happened.reduceByKeyAndWindow("inverse", Long::sum, (all, part) -> all - part, length, slide)
                        .map(Pair::toString))
                .union(happened.groupByKeyAndWindow("group", slide, slide).map(Pair::toString))
                .union(happened.window("plain", slide, slide).map(Pair::toString));
    }

    private static DStream<String> eventTime(PairDStream<Long, Long> happened) {
        EventTimeDStream<Long, Windowed<Long>, Long> tumbling = happened.reduceByEventWindow(
                "tumbling",
                EventWindow.tumbling(Duration.ofMillis(500)).allowedLateness(Duration.ofSeconds(1)),
                Long::sum);
        PairDStream<Long, Long> few = happened.filter(pair -> pair.value() % 20 == 0);
        return tumbling.map(Pair::toString)
                .union(tumbling.late().map(Pair::toString))
                .union(few.groupByEventWindow("session", EventWindow.session(Duration.ofMillis(100)))
                        .map(Pair::toString))
                .union(happened.deduplicate("first", Duration.ofMillis(50)).map(Pair::toString))
                .union(few.fullOuterIntervalJoin(
                                "joined",
                                happened.filter(pair -> pair.value() % 20 == 10),
                                Duration.ofMillis(-30),
                                Duration.ofMillis(30))
                        .map(Pair::toString))
                .union(happened.mapWithState("reminders", StateSpec.function(WindowedJob::remind)));
    }

    private static Optional<String> remind(Instant time, Long key, Optional<Long> millis, State<Long> latest) {
        if (latest.isWaking()) {
            return Optional.of(key + " woke for " + latest.get());
        }
        latest.update(millis.orElseThrow());
        latest.wakeAt(Instant.ofEpochMilli(millis.orElseThrow() + 100));
        return Optional.empty();
    }
}
