package io.holdfast.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.DStream;
import io.holdfast.TestGraph;
import io.holdfast.codec.Types;
import io.holdfast.model.JobListener;
import io.holdfast.simulation.Options;
import io.holdfast.sink.foreach.ForeachBatchSink;
import io.holdfast.source.queue.QueueSource;
import io.holdfast.storage.local.LocalStorage;
import io.holdfast.testkit.simulation.InMemoryWorkingStore;
import io.holdfast.testkit.simulation.ManualTime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Batches wait for a sink that is too far behind, and go on when it has caught up. On real threads. */
class SlowSinkTest {

    private static final int BATCHES = 20;

    private final Path directory;

    SlowSinkTest(@TempDir Path directory) {
        this.directory = directory;
    }

    private final ManualTime time = new ManualTime();
    private final CompletableFuture<Void> gate = new CompletableFuture<>();
    private final List<Integer> published = new CopyOnWriteArrayList<>();
    private final List<Long> committed = new CopyOnWriteArrayList<>();
    private final Options options = new Options();

    private Driver job(List<List<String>> batches) {
        TestGraph graph = new TestGraph();
        DStream<String> in = graph.stream("in", QueueSource.of(batches));
        in.to("out", ForeachBatchSink.of(batch -> {
            gate.join();
            published.add(batch.collect().get(0).length());
        }));
        JobEnvironment environment = new JobEnvironment(
                new LocalStorage(directory.resolve("checkpoint")),
                directory.resolve("work"),
                new InMemoryWorkingStore.Factory(),
                new RealThreads(time, this::closing),
                time,
                new SplittableRandom(1));
        return new Driver(
                options.build(), graph.plan(), Types.builder().build(), environment, List.of(new JobListener() {
                    @Override
                    public void committed(BatchReport report) {
                        committed.add(report.batch());
                    }
                }));
    }

    private void closing(String worker) {
        if (worker.equals("publish-out")) {
            gate.complete(null);
        }
    }

    private static List<List<String>> batches(int length) {
        return IntStream.range(0, BATCHES)
                .mapToObj(i -> Collections.singletonList("x".repeat(length + i)))
                .toList();
    }

    private void runWithTheGateClosedFor(Duration closed, List<List<String>> batches, int atMostCommitted) {
        Driver driver = job(batches);
        time.after(closed, () -> {
            assertThat(committed).hasSizeLessThanOrEqualTo(atMostCommitted);
            gate.complete(null);
        });
        time.after(closed.plusSeconds(10L * BATCHES), driver::requestStop);
        try {
            driver.run();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        assertThat(published)
                .containsExactlyElementsOf(
                        batches.stream().map(batch -> batch.get(0).length()).toList());
    }

    /** One more may be running, and two on their way to the disk, when the bound is reached. */
    @Test
    void batchesWaitAtTheBoundOfBatchesAndGoOn() {
        options.maxUnpublishedBatches = 3;
        runWithTheGateClosedFor(Duration.ofSeconds(100), batches(1), 6);
    }

    @Test
    void batchesWaitAtTheBoundOfBytesAndGoOn() {
        options.maxUnpublishedBytes = 1 << 16;
        runWithTheGateClosedFor(Duration.ofSeconds(100), batches(1 << 14), 7);
    }

    @Test
    void belowTheBoundsBatchesDoNotWait() {
        runWithTheGateClosedFor(Duration.ofSeconds(400), batches(1), BATCHES);
        assertThat(committed).hasSize(BATCHES);
    }

    /** It catches up while the stop waits: the last batch says so, and the next start has nothing to repeat. Planted: no wait. */
    @Test
    void aStopWaitsForASinkThatIsBehind() throws Exception {
        Driver driver = job(batches(1));
        time.after(Duration.ofSeconds(10), driver::requestStop);
        time.after(Duration.ofSeconds(25), () -> gate.complete(null));
        driver.run();
        int before = published.size();
        assertThat(before).isGreaterThan(5);
        Driver next = job(batches(1));
        time.after(Duration.ofSeconds(200), next::requestStop);
        next.run();
        assertThat(published)
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, BATCHES).boxed().toList());
    }

    /** The sink takes nothing until the stop has given up; then only what is under way. The rest is the next start's. */
    @Test
    void aStopDoesNotWaitForASinkForEver() throws Exception {
        Driver driver = job(batches(1));
        time.after(Duration.ofSeconds(10), driver::requestStop);
        driver.run();
        assertThat(published).as("what was under way").containsExactly(1);
        assertThat(committed).hasSizeGreaterThan(5);
        Driver next = job(batches(1));
        time.after(Duration.ofSeconds(200), next::requestStop);
        next.run();
        assertThat(published.subList(1, published.size()))
                .as("all that was not recorded as published: at least once")
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, BATCHES).boxed().toList());
    }
}
