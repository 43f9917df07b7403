package io.holdfast.execution;

import io.holdfast.codec.Types;
import io.holdfast.common.TimeSource;
import io.holdfast.common.Worker;
import io.holdfast.common.Workers;
import io.holdfast.failure.UserCodeException;
import io.holdfast.format.Manifest;
import io.holdfast.format.SectionBuffer;
import io.holdfast.format.SplitPosition;
import io.holdfast.model.Accumulator;
import io.holdfast.plan.Node;
import io.holdfast.plan.Plan;
import io.holdfast.plan.Table;
import io.holdfast.sink.SinkContext;
import io.holdfast.source.SourceReader;
import io.holdfast.state.Shard;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Computes batches in this process: task {@code t} of every stage runs on worker {@code t mod parallelism}, which also owns
 * shard {@code t}; records pass between stages by reference. A stage begins when the one before has ended, but what need
 * not wait for a whole batch is done to each part of it as soon as it is read.
 */
public final class EmbeddedRunner implements Runner {

    private final Workers workers;
    private final TimeSource time;
    private final EngineGraph graph;
    private final List<Worker> threads = new ArrayList<>();
    private final List<Shard> shards = new ArrayList<>();
    private final List<List<Task>> stages = new ArrayList<>();

    /** The stages after the first that do something with parts of a batch. */
    private final List<List<Task>> stagesInParts = new ArrayList<>();

    /** Opens one shard; called on the worker that will own it. */
    @FunctionalInterface
    public interface ShardOpener {
        Shard open(int shard) throws Exception;
    }

    private EmbeddedRunner(EngineGraph graph, Workers workers, TimeSource time) {
        this.graph = graph;
        this.workers = workers;
        this.time = time;
    }

    /**
     * Opens all shards, in parallel, and builds all tasks.
     *
     * @param readers by source name; they need not be started yet
     */
    public static EmbeddedRunner open(
            Plan plan,
            int parallelism,
            Types types,
            String timeline,
            Map<String, SourceReader<?>> readers,
            Function<String, SinkContext> sinkContexts,
            ShardOpener opener,
            Workers workers,
            TimeSource time)
            throws Exception {
        EngineGraph graph = new EngineGraph(plan, parallelism, types, timeline, readers, sinkContexts);
        EmbeddedRunner runner = new EmbeddedRunner(graph, workers, time);
        try {
            runner.start(opener);
            return runner;
        } catch (Throwable e) {
            runner.closeAfter(e);
            throw e;
        }
    }

    private void start(ShardOpener opener) throws Exception {
        for (int i = 0; i < graph.parallelism(); i++) {
            threads.add(workers.start("shard-" + i));
        }
        if (!graph.plan().stateful().isEmpty()) {
            List<CompletableFuture<Shard>> opening = new ArrayList<>();
            for (int i = 0; i < graph.parallelism(); i++) {
                int shard = i;
                opening.add(threads.get(i).submit(() -> opener.open(shard)));
            }
            shards.addAll(awaitAll(opening));
        }
        for (int stage = 0; stage < graph.layout().count(); stage++) {
            List<Task> tasks = new ArrayList<>();
            for (int task = 0; task < graph.tasks(stage); task++) {
                tasks.add(new TaskBuilder(graph, stage, task, shards::get).build());
            }
            stages.add(tasks);
            if (stage > 0 && tasks.stream().anyMatch(Task::runsInParts)) {
                stagesInParts.add(tasks);
            }
        }
    }

    @Override
    public BatchOutput run(BatchInput input, long limitNanos) throws Exception {
        long begun = time.monotonicNanos();
        graph.watermarks().begin(input.watermarks());
        begin(input);
        long readNanos = runParts(input, limitNanos);
        for (List<Task> tasks : stages) {
            long stageBegun = time.monotonicNanos();
            awaitAll(onThreads(tasks, task -> () -> task.run(input)));
            if (tasks == stages.get(0)) {
                graph.watermarks().inputRead(watermarksAfter(input, tasks));
                readNanos += time.monotonicNanos() - stageBegun;
            }
        }
        long computed = time.monotonicNanos();
        BatchOutput output =
                output(awaitAll(onShards(Shard::endBatch)), readNanos, computed - begun - readNanos, computed);
        clearExchanges();
        return output;
    }

    private void begin(BatchInput input) throws Exception {
        List<CompletableFuture<Object>> beginning = onShards(shard -> {
            shard.beginBatch(input.batch());
            return shard;
        });
        beginning.addAll(onThreads(stages.get(0), task -> () -> task.begin(input)));
        awaitAll(beginning);
    }

    /**
     * Runs all parts of a batch but the last: each is read, and goes as far as operators go that need not wait for the others.
     * When there is no time for more than one part, that one is the last, whatever is left: so a batch that is cut runs as one that was
     * planned like that. Returns how long reading took.
     */
    private long runParts(BatchInput input, long limitNanos) throws Exception {
        List<Task> first = stages.get(0);
        long begun = time.monotonicNanos();
        long now = begun;
        long readNanos = 0;
        long partNanos = 0;
        while (first.stream().anyMatch(Task::hasParts) && now - begun + partNanos < limitNanos) {
            long partBegun = time.monotonicNanos();
            awaitAll(onThreads(first, task -> () -> task.runPart(input)));
            readNanos += time.monotonicNanos() - partBegun;
            for (List<Task> tasks : stagesInParts) {
                awaitAll(onThreads(tasks, task -> () -> task.runPart(input)));
            }
            now = time.monotonicNanos();
            partNanos = now - partBegun;
        }
        return readNanos;
    }

    @Override
    public long cutFrom() {
        boolean someHold = stages.stream().flatMap(List::stream).anyMatch(task -> !task.holdsNothingBack());
        long atATime = stages.get(0).stream()
                .flatMap(task -> task.sources().stream())
                .mapToLong(SourceHead::recordsPerRead)
                .max()
                .orElse(Long.MAX_VALUE);
        return someHold || atATime > Long.MAX_VALUE / graph.parallelism()
                ? Long.MAX_VALUE
                : atATime * graph.parallelism();
    }

    /** Event time begins in the first stage: when it has ended, the batch has seen all times that there are in it. */
    private Watermarks watermarksAfter(BatchInput input, List<Task> firstStage) {
        Map<String, Map<String, Long>> seen = new HashMap<>();
        firstStage.forEach(task -> task.times().forEach(step -> step.collect(seen)));
        return input.watermarks().after(graph.plan().eventTime(), input.timeMillis(), seen);
    }

    private BatchOutput output(List<Shard.Sealed> sealed, long readNanos, long computeNanos, long computed)
            throws Exception {
        Map<String, Long> counts = new TreeMap<>();
        Map<String, List<SplitPosition>> positions = new HashMap<>();
        for (Task task : stages.get(0)) {
            for (SourceHead source : task.sources()) {
                positions
                        .computeIfAbsent(source.source(), name -> new ArrayList<>())
                        .addAll(source.positions());
                counts.merge("source." + source.source() + ".records", source.records(), Long::sum);
            }
        }
        List<SectionBuffer> outboxes = takeOutboxes();
        for (SectionBuffer outbox : outboxes) {
            counts.merge("sink." + outbox.owner() + ".records", outbox.entries(), Long::sum);
        }
        countShuffles(counts);
        stages.forEach(tasks ->
                tasks.forEach(task -> task.counts().forEach((name, count) -> counts.merge(name, count, Long::sum))));
        List<SectionBuffer> deltas =
                sealed.stream().flatMap(shard -> shard.deltas().stream()).toList();
        Map<String, Long> deadlines =
                earliest(sealed.stream().map(Shard.Sealed::deadlines).toList());
        Map<String, Object> added = added();
        return new BatchOutput(
                positions,
                deltas,
                outboxes,
                keys(sealed),
                counts,
                deadlines,
                added,
                graph.watermarks().after(),
                new RunTimes(readNanos, computeNanos, time.monotonicNanos() - computed));
    }

    private Map<String, Object> added() throws Exception {
        Map<String, Object> all = new HashMap<>();
        for (Accumulator<Object> accumulator : graph.plan().shared().accumulators()) {
            for (List<Task> tasks : stages) {
                for (Task task : tasks) {
                    Object more = task.added().get(accumulator.name());
                    Object before = all.get(accumulator.name());
                    if (more != null) {
                        all.put(accumulator.name(), before == null ? more : accumulator.merged(before, more));
                    }
                }
            }
        }
        return all;
    }

    private List<SectionBuffer> takeOutboxes() {
        return stages.stream()
                .flatMap(List::stream)
                .flatMap(task -> task.outboxes().stream())
                .map(OutboxStep::take)
                .filter(outbox -> outbox.entries() > 0)
                .toList();
    }

    private void countShuffles(Map<String, Long> counts) {
        for (Node node : graph.plan().nodes()) {
            if (node instanceof Node.WideNode wide) {
                long records =
                        graph.exchanges(wide).stream().mapToLong(Exchange::size).sum();
                counts.put("operator." + wide.id() + ".records", records);
            }
        }
    }

    private Map<String, List<Long>> keys(List<Shard.Sealed> sealed) {
        Map<String, List<Long>> keys = new HashMap<>();
        List<Table> tables = graph.plan().tables();
        for (int i = 0; i < tables.size(); i++) {
            int table = i;
            keys.put(
                    tables.get(i).name(),
                    sealed.stream().map(shard -> shard.keys().get(table)).toList());
        }
        return keys;
    }

    private void clearExchanges() {
        for (Node node : graph.plan().nodes()) {
            if (node instanceof Node.WideNode wide) {
                graph.exchanges(wide).forEach(Exchange::clear);
            }
        }
    }

    @Override
    public List<Manifest.ShardProgress> shards(long batch) {
        shards.forEach(shard -> shard.takeSnapshot(batch));
        return shards.stream().map(Shard::progress).toList();
    }

    @Override
    public Map<String, Long> settleTimers(Map<String, Long> times) throws Exception {
        return earliest(awaitAll(onShards(shard -> shard.settleTimers(times))));
    }

    @Override
    public void requestSnapshot(long batch) throws Exception {
        awaitAll(onShards(shard -> {
            shard.requestSnapshot(batch);
            return shard;
        }));
    }

    private static Map<String, Long> earliest(List<Map<String, Long>> perShard) {
        Map<String, Long> earliest = new HashMap<>();
        perShard.forEach(
                deadlines -> deadlines.forEach((table, deadline) -> earliest.merge(table, deadline, Math::min)));
        return earliest;
    }

    @Override
    public CompletableFuture<Void> roomForDeltas() {
        return CompletableFuture.allOf(shards.stream().map(Shard::roomForDeltas).toArray(CompletableFuture<?>[]::new));
    }

    @Override
    public long cacheBytes() {
        return shards.stream().mapToLong(Shard::cacheBytes).sum();
    }

    @Override
    public StateUse use() throws Exception {
        return StateUse.of(awaitAll(onShards(Shard::use)));
    }

    private interface ShardWork<T> {
        T on(Shard shard) throws Exception;
    }

    private <T> List<CompletableFuture<T>> onShards(ShardWork<T> work) {
        return onThreads(shards, shard -> () -> work.on(shard));
    }

    private <P, T> List<CompletableFuture<T>> onThreads(List<P> parts, Function<P, Callable<T>> work) {
        List<CompletableFuture<T>> futures = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            futures.add(threads.get(i % threads.size()).submit(work.apply(parts.get(i))));
        }
        return futures;
    }

    /** Waits for all, also after a failure: no task of this batch may still run when the failure is handled. */
    private <T> List<T> awaitAll(List<CompletableFuture<T>> futures) throws Exception {
        List<T> results = new ArrayList<>();
        Throwable failure = null;
        for (CompletableFuture<T> future : futures) {
            try {
                results.add(workers.await(future));
            } catch (Throwable e) {
                failure = worse(failure, e);
            }
        }
        if (failure instanceof Error error) {
            throw error;
        } else if (failure != null) {
            throw (Exception) failure;
        }
        return results;
    }

    /** What failed under the job's code decides what becomes of the job. */
    private static Throwable worse(@Nullable Throwable first, Throwable second) {
        if (first == null) {
            return second;
        }
        boolean secondDecides = first instanceof UserCodeException && !(second instanceof UserCodeException);
        Throwable worse = secondDecides ? second : first;
        Throwable other = secondDecides ? first : second;
        if (worse != other) {
            worse.addSuppressed(other);
        }
        return worse;
    }

    private void closeAfter(Throwable failure) {
        try {
            close();
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    @Override
    public void close() {
        try {
            awaitAll(onShards(shard -> {
                shard.close();
                return shard;
            }));
        } catch (Exception e) {
            throw new IllegalStateException("closing the state of a shard failed", e);
        } finally {
            stages.forEach(tasks -> tasks.forEach(task -> task.outboxes().forEach(OutboxStep::close)));
            shards.clear();
            threads.forEach(Worker::close);
            threads.clear();
        }
    }
}
