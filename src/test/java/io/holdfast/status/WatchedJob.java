package io.holdfast.status;

import io.holdfast.StreamingContext;
import io.holdfast.model.Batch;
import io.holdfast.model.Pair;
import io.holdfast.model.State;
import io.holdfast.model.StateSpec;
import io.holdfast.sink.file.TextFileSink;
import io.holdfast.source.generator.GeneratorSource;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** A job with state and two sinks that runs for real, with a status page. */
final class WatchedJob implements AutoCloseable {

    /** Makes the sink fail once. */
    final AtomicBoolean fails = new AtomicBoolean();

    /** The newest batch that got all the way. */
    final AtomicLong published = new AtomicLong(-1);

    private final StreamingContext context;

    WatchedJob(Path directory, StatusPage page) throws Exception {
        context = StreamingContext.builder("watched")
                .checkpointDirectory(directory.resolve("checkpoint"))
                .batchInterval(Duration.ofMillis(50))
                .parallelism(2)
                .retainedBatches(1_000)
                .statusPage(page)
                .build();
        context.broadcast("settings", "not for all eyes");
        context.stream(
                        "numbers",
                        GeneratorSource.of((split, offset, random) -> offset)
                                .splits(2)
                                .recordsPerSecond(2_000))
                .mapToPair(number -> Pair.of(number % 10, 1L))
                .mapWithState("counts", StateSpec.function(WatchedJob::add))
                .map(pair -> pair.key() + "=" + pair.value())
                .to("lines", TextFileSink.<String>of(directory.resolve("out")));
        context.stream(
                        "more",
                        GeneratorSource.of((split, offset, random) -> offset).recordsPerSecond(100))
                .foreachBatch("seen", this::see);
        context.start();
    }

    private static Pair<Long, Long> add(Long key, Optional<Long> more, State<Long> count) {
        count.update(more.orElse(0L) + (count.exists() ? count.get() : 0L));
        return Pair.of(key, count.get());
    }

    private void see(Batch<Long> batch) {
        if (fails.getAndSet(false)) {
            throw new IllegalStateException("the database <b>is</b> away");
        }
        published.set(batch.id());
    }

    URI page() {
        return context.statusPage().orElseThrow();
    }

    int port() {
        return page().getPort();
    }

    void awaitTermination() throws Exception {
        context.awaitTermination();
    }

    void stop() throws Exception {
        context.stop();
    }

    @Override
    public void close() throws Exception {
        context.close();
    }
}
