package io.holdfast.cli;

import io.holdfast.StreamingContext;
import io.holdfast.StreamingContextBuilder;
import io.holdfast.model.Pair;
import io.holdfast.model.State;
import io.holdfast.model.StateSpec;
import io.holdfast.sink.file.TextFileSink;
import io.holdfast.source.generator.GeneratorSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** A job whose code changes. Arguments: a directory for all it has, and the version of the code. */
public final class ChangingJob {

    private ChangingJob() {}

    /** Versions of its code. */
    enum Version {
        /** Counts, in a record. */
        FIRST,
        /** The record is gone, and so are an operator and the name of the source. */
        BROKEN,
        /** With all that it takes to go on from the first. */
        MENDED
    }

    record Old(int count) {}

    record Now(long count, String unit) {}

    /** Starts it, and waits for its end. */
    public static void main(String[] arguments) throws Exception {
        StreamingContext context = context(Path.of(arguments[0]), Version.valueOf(arguments[1]));
        context.start();
        context.awaitTermination();
    }

    static StreamingContext context(Path directory, Version version) {
        StreamingContextBuilder builder = StreamingContext.builder("changing")
                .checkpointDirectory(directory.resolve("checkpoint"))
                .batchInterval(Duration.ofMillis(20))
                .parallelism(version == Version.FIRST ? 1 : 2)
                .register(version == Version.FIRST ? Old.class : Now.class);
        if (version == Version.MENDED) {
            builder.forget("numbers", "extra")
                    .migrate(
                            Old.class.getName(),
                            Now.class,
                            stored -> new Now(stored.get("count", Integer.class), "pieces"));
        }
        StreamingContext context = builder.build();
        var numbers = context.stream(
                        version == Version.FIRST ? "numbers" : "figures",
                        GeneratorSource.<String>of((split, offset, random) -> "key" + offset % 5)
                                .recordsPerSecond(1000)
                                .records(200))
                .mapToPair(key -> Pair.of(key, 1L));
        if (version == Version.FIRST) {
            numbers.mapWithState("counts", StateSpec.function(ChangingJob::count))
                    .to("out", TextFileSink.of(directory.resolve("out")));
            numbers.<Long>updateStateByKey("extra", (values, before) -> Optional.of(1L))
                    .print("extra-out");
        } else {
            numbers.mapWithState("counts", StateSpec.function(ChangingJob::countOn))
                    .to("out", TextFileSink.of(directory.resolve("out")));
        }
        return context;
    }

    private static String count(String key, Optional<Long> more, State<Old> state) {
        state.update(new Old(1 + (state.exists() ? state.get().count() : 0)));
        return key + " " + state.get().count();
    }

    private static String countOn(String key, Optional<Long> more, State<Now> state) {
        state.update(new Now(1 + (state.exists() ? state.get().count() : 0), "pieces"));
        return key + " " + state.get().count();
    }
}
