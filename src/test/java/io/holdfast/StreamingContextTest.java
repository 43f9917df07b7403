package io.holdfast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.failure.ConfigurationException;
import io.holdfast.function.Function1;
import io.holdfast.inspect.Inspection;
import io.holdfast.model.JobListener;
import io.holdfast.model.Pair;
import io.holdfast.sink.print.PrintSink;
import io.holdfast.source.generator.GeneratorSource;
import io.holdfast.source.queue.QueueSource;
import io.holdfast.testkit.TestJob;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamingContextTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path directory;

    StreamingContextTest(@TempDir Path directory) {
        this.directory = directory;
    }

    private StreamingContext context() {
        StreamingContext context =
                StreamingContext.builder("job").checkpointDirectory(directory).build();
        context.stream("numbers", QueueSource.of(List.of(List.of(1)))).print("printed");
        return context;
    }

    /** Seen to fail, with "Self-suppression not permitted" instead of the reason, when close threw what start had thrown. */
    @Test
    void aStartThatFailsInATryBlockSaysWhy() throws Exception {
        Files.writeString(directory.resolve("somebody's file"), "");
        assertThatThrownBy(() -> {
                    try (StreamingContext context = context()) {
                        context.start();
                    }
                })
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("somebody's file")
                .satisfies(failure -> assertThat(failure.getSuppressed()).isEmpty());
    }

    /** Planted: the thread that loads what manifests need is left. */
    @Test
    void noThreadOutlivesTheJob() throws Exception {
        try (StreamingContext context = StreamingContext.builder("threads")
                .checkpointDirectory(directory)
                .build()) {
            context.stream("numbers", QueueSource.of(List.of(List.of(1)))).print("printed");
            context.start();
        }
        Awaitility.await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                        Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("holdfast-threads-")));
    }

    private static StreamingContext together() {
        StreamingContext context = StreamingContext.builder("job")
                .checkpointDirectory(Path.of("/does/not/exist"))
                .build();
        DStream<Integer> first = context.stream("first", QueueSource.of(List.<List<Integer>>of()));
        DStream<Integer> second = context.stream("second", QueueSource.of(List.<List<Integer>>of()));
        PairDStream<Integer, Integer> pairs = first.mapToPair(number -> Pair.of(number, 1));
        context.union(pairs, second.mapToPair(number -> Pair.of(number, 2)), pairs)
                .reduceByKey(Integer::sum)
                .to("sums", PrintSink.of());
        context.<Integer, Long>transformToPair(List.of(first, second), batches -> batches.get(0)
                        .map(number -> Pair.of((Integer) number, batches.get(1).count())))
                .mapValues(count -> count + 10)
                .to("counts", PrintSink.of());
        return context;
    }

    /** Planted: a union that leaves the last stream out. */
    @Test
    void aContextBringsStreamsTogetherAlsoAsPairs() {
        try (TestJob job = TestJob.of(StreamingContextTest::together)) {
            job.input("first").add(7, 8);
            job.input("second").add(7);
            job.runBatch();
            assertThat(job.output("sums")).containsExactlyInAnyOrder(Pair.of(7, 4), Pair.of(8, 2));
            assertThat(job.output("counts")).containsExactlyInAnyOrder(Pair.of(7, 11L), Pair.of(8, 11L));
        }
    }

    private interface Stop {
        void of(StreamingContext context) throws Exception;
    }

    /** A job that is stopped by one of its own threads. */
    private void endsWhenStoppedFrom(String where, Stop stop) throws Exception {
        AtomicReference<StreamingContext> self = new AtomicReference<>();
        Function1<String, Boolean> here = reached -> {
            if (reached.equals(where)) {
                stop.of(self.get());
            }
            return true;
        };
        StreamingContext context = StreamingContext.builder("job")
                .checkpointDirectory(directory.resolve(where))
                .batchInterval(Duration.ofMillis(10))
                .listener(new JobListener() {
                    @Override
                    public void committed(BatchReport report) {
                        reached("commit");
                    }

                    @Override
                    public void ended(@Nullable Throwable failure) {
                        reached("end");
                    }

                    private void reached(String event) {
                        try {
                            here.apply(event);
                        } catch (Exception e) {
                            throw new IllegalStateException(e);
                        }
                    }
                })
                .build();
        self.set(context);
        DStream<Integer> numbers = context.stream("numbers", QueueSource.of(List.of(List.of(1), List.of(2))));
        numbers.filter(number -> here.apply("shard")).foreachBatch("out", batch -> here.apply("sink"));
        context.start();
        if (where.equals("end")) {
            context.stop();
        }
        assertThat(context.awaitTermination(PATIENCE))
                .as("stopped from %s", where)
                .isTrue();
        assertThat(context.state()).isEqualTo(StreamingContext.ContextState.STOPPED);
    }

    /** From a listener, a function on a shard's thread, and a sink's. Seen to fail: each waited for an end that waited for it. */
    @Test
    void aJobMayBeStoppedFromWithin() throws Exception {
        for (String where : List.of("commit", "shard", "sink", "end")) {
            endsWhenStoppedFrom(where, StreamingContext::stop);
        }
    }

    @Test
    void aJobMayBeClosedFromWithin() throws Exception {
        endsWhenStoppedFrom("commit", StreamingContext::close);
    }

    @Test
    void aJobThatWaitsForItselfIsToldSo() throws Exception {
        List<Throwable> thrown = new CopyOnWriteArrayList<>();
        endsWhenStoppedFrom("commit", context -> {
            try {
                context.awaitTermination();
            } catch (IllegalStateException e) {
                thrown.add(e);
                context.stop();
            }
        });
        assertThat(thrown).first().extracting(Throwable::getMessage).asString().contains("call stop()");
    }

    /** The engine's part is in ControlTest. Planted defects: calls that do not get to it. */
    @Test
    void aRunningJobIsControlled() throws Exception {
        AtomicReference<StreamingContext> self = new AtomicReference<>();
        CountDownLatch later = new CountDownLatch(5);
        StreamingContext context = StreamingContext.builder("job")
                .checkpointDirectory(directory.resolve("checkpoint"))
                .batchInterval(Duration.ofMillis(10))
                .listener(new JobListener() {
                    @Override
                    public void committed(BatchReport report) {
                        if (report.batch() == 1) {
                            self.get().pause();
                        }
                        later.countDown();
                    }
                })
                .build();
        self.set(context);
        assertThatThrownBy(context::pause)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("not started");
        assertThat(context.isPaused()).isFalse();
        context.stream(
                        "numbers",
                        GeneratorSource.of((split, offset, random) -> offset).recordsPerSecond(1000))
                .print("none", 0);
        context.start();
        Awaitility.await().atMost(PATIENCE).until(context::isPaused);
        assertThatThrownBy(() -> context.limitRate("number", 1)).hasMessageContaining("did you mean 'numbers'?");
        context.limitRate("numbers", 500);
        context.snapshotNow();
        context.resume();
        assertThat(later.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(context.isPaused()).isFalse();
        Path savepoint = directory.resolve("savepoint");
        long batch = context.savepoint(savepoint.toString(), "before the upgrade");
        assertThatThrownBy(() -> context.savepoint(savepoint.toString(), "again"))
                .isInstanceOf(ConfigurationException.class);
        context.stop();
        try (Inspection kept = Inspection.of(savepoint.toString(), Set.of())) {
            assertThat(kept.head()).isEqualTo(batch + 1);
            assertThat(kept.manifest(batch + 1).intervention()).asString().contains("before the upgrade");
            assertThat(kept.audit((done, total) -> {}).isWhole()).isTrue();
        }
    }
}
