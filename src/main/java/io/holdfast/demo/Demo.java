package io.holdfast.demo;

import io.holdfast.DStream;
import io.holdfast.StreamingContext;
import io.holdfast.StreamingContextBuilder;
import io.holdfast.common.ThreadWorkers;
import io.holdfast.common.TimeSource;
import io.holdfast.common.Workers;
import io.holdfast.failure.HoldfastException;
import io.holdfast.model.Batch;
import io.holdfast.model.JobListener;
import io.holdfast.sink.Sink;
import io.holdfast.sink.file.TextFileSink;
import io.holdfast.source.Source;
import io.holdfast.source.generator.GeneratorSource;
import io.holdfast.status.StatusPage;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The life of the demo in one process: it runs until it is stopped, its time is up, or something is wrong, which includes
 * that its own check finds a click lost or counted twice. Run once; {@link #requestStop} is thread-safe.
 */
public final class Demo {

    /** Fixed, so that the same line runs on wherever the directory is taken. */
    private static final int PARALLELISM = 2;

    private static final long STATE_CACHE_BYTES = 64L << 20;
    private static final Duration BETWEEN_TOTALS = Duration.ofSeconds(10);

    private final DemoOptions options;
    private final Workers workers = new ThreadWorkers("demo");
    private final Verification verification = new Verification();
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private final Screen screen;

    /** A demo that writes to {@code out}, with colors or without. */
    public Demo(DemoOptions options, PrintWriter out, boolean colors) {
        this.options = options;
        screen = new Screen(options, out, colors, TimeSource.SYSTEM);
    }

    /** Asks the demo to end in good order. Returns at once. */
    public void requestStop() {
        end.complete(null);
    }

    /** Runs until the end; throws what ended it unless that was {@link #requestStop} or the time. */
    public void run() throws Exception {
        screen.welcome();
        String kafka = options.kafka();
        if (kafka == null) {
            Shop shop = options.shop();
            run(GeneratorSource.of((split, offset, random) -> shop.click(split, offset))
                    .splits(Shop.SPLITS)
                    .recordsPerSecond(options.clicksPerSecond()));
        } else {
            runOnKafka(kafka);
        }
    }

    /** Runs on clicks from this source, with files for results. */
    void run(Source<Click> clicks) throws Exception {
        StreamingContext context = context();
        describe(
                context.stream("clicks", clicks),
                TextFileSink.<Session>of(options.output().resolve("ended-sessions"))
                        .formatter(Session::line)
                        .suffix(".csv"));
        run(context, null);
    }

    private void runOnKafka(String servers) throws Exception {
        KafkaShop topics = new KafkaShop(servers, workers, TimeSource.SYSTEM);
        StreamingContext context = context();
        describe(context.stream("clicks", topics.clicks()).map(KafkaShop::click), topics.sessions());
        long[] ends = topics.open();
        try (ClickFeeder feeder =
                new ClickFeeder(servers, options.shop(), options.clicksPerSecond(), ends, workers, TimeSource.SYSTEM)) {
            run(context, feeder);
        }
    }

    private StreamingContext context() {
        StreamingContextBuilder builder = StreamingContext.builder("demo");
        StatusPage page = options.statusPage();
        return (page == null ? builder : builder.statusPage(page))
                .checkpointDirectory(options.checkpoint())
                .batchInterval(options.batchInterval())
                .parallelism(PARALLELISM)
                .stateCacheBytes(STATE_CACHE_BYTES)
                // The same line has to work again next month; sessions have ended by then, as they should.
                .maxTimeJump(Duration.ofDays(36_500))
                .register(ClickJob.TYPES)
                .listener(screen)
                .listener(new JobListener() {
                    @Override
                    public void ended(@Nullable Throwable failure) {
                        end.complete(null);
                    }
                })
                .build();
    }

    private void describe(DStream<Click> clicks, Sink<? super Session> sessions) {
        TextFileSink<Sales> totals = TextFileSink.<Sales>of(options.output().resolve("totals"))
                .formatter(Sales::line)
                .suffix(".csv");
        long batchesPerTotals =
                Math.max(1, BETWEEN_TOTALS.toMillis() / options.batchInterval().toMillis());
        ClickJob.describe(clicks, options.idle(), batchesPerTotals, sessions, totals, this::observe);
    }

    /** A violation ends the demo; to throw it here would only make the engine call again. */
    private synchronized void observe(Batch<Record> batch) {
        if (end.isCompletedExceptionally()) {
            return;
        }
        try {
            screen.verified(verification.check(batch));
        } catch (HoldfastException violation) {
            end.completeExceptionally(violation);
        }
    }

    private void run(StreamingContext context, @Nullable ClickFeeder feeder) throws Exception {
        context.start();
        context.statusPage().ifPresent(screen::statusPage);
        try {
            awaitEnd(feeder == null ? end : CompletableFuture.anyOf(end, feeder.start()));
        } catch (Exception failure) {
            stopAfter(failure, context);
            throw failure;
        }
        context.stop();
        // What the last batches said is known only now.
        if (end.isCompletedExceptionally()) {
            workers.await(end);
        }
        screen.stopped();
    }

    private void awaitEnd(CompletableFuture<?> over) throws Exception {
        Duration runFor = options.runFor();
        if (runFor == null || workers.await(over, runFor)) {
            workers.await(over);
        }
    }

    private static void stopAfter(Exception failure, StreamingContext context) {
        try {
            context.stop();
        } catch (Exception e) {
            failure.addSuppressed(e);
        }
    }
}
