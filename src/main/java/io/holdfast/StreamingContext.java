package io.holdfast;

import io.holdfast.codec.Types;
import io.holdfast.common.ThreadWorkers;
import io.holdfast.common.TimeSource;
import io.holdfast.configuration.Keys;
import io.holdfast.configuration.Values;
import io.holdfast.driver.Driver;
import io.holdfast.driver.JobDescription;
import io.holdfast.driver.JobHost;
import io.holdfast.driver.JobOptions;
import io.holdfast.failure.ConfigurationException;
import io.holdfast.function.Function1;
import io.holdfast.function.Function2;
import io.holdfast.location.CheckpointLocation;
import io.holdfast.maintenance.Maintenance;
import io.holdfast.model.Accumulator;
import io.holdfast.model.Batch;
import io.holdfast.model.Broadcast;
import io.holdfast.model.Counter;
import io.holdfast.model.JobListener;
import io.holdfast.model.Pair;
import io.holdfast.model.ReadLimits;
import io.holdfast.plan.Names;
import io.holdfast.plan.Node;
import io.holdfast.plan.Wide;
import io.holdfast.source.Source;
import io.holdfast.status.JobControls;
import io.holdfast.status.StatusPage;
import io.holdfast.status.StatusServer;
import io.holdfast.storage.Storage;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A job: its options, its streams, and its life. The graph is described first, the same on each start; {@link #start}
 * then goes on where the checkpoint directory left off, or begins if the directory is empty.
 *
 * <p>Describing the graph is for one thread; {@link #stop}, {@link #awaitTermination()}, {@link #state}
 * and what controls a running job are thread-safe. A context that has stopped cannot start again: make a new one.
 */
public final class StreamingContext implements AutoCloseable {

    /** Where a context is in its life. */
    public enum ContextState {
        INITIALIZED,
        ACTIVE,
        STOPPED
    }

    private final JobOptions options;
    private final Types types;
    private final List<JobListener> listeners;
    private final @Nullable StatusPage statusPage;
    private final Graph graph;
    private final ThreadWorkers workers;
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private @Nullable RunningJob running;
    private volatile @Nullable Throwable told;

    StreamingContext(JobOptions options, Types types, List<JobListener> listeners, @Nullable StatusPage statusPage) {
        this.options = options;
        this.types = types;
        this.listeners = listeners;
        this.statusPage = statusPage;
        this.graph = new Graph(options.batchInterval());
        this.workers = new ThreadWorkers(options.name());
    }

    /**
     * Begins the description of a job.
     *
     * @param name the name of the job: a checkpoint directory belongs to it, and Kafka groups are named after it
     */
    public static StreamingContextBuilder builder(String name) {
        return new StreamingContextBuilder(Names.legal(name, "job"));
    }

    /**
     * A stream of the records of a source.
     *
     * @param name identifies the source's positions across restarts
     */
    public <T> DStream<T> stream(String name, Source<T> source) {
        return stream(name, source, ReadLimits.NONE);
    }

    /** The same, read no faster than some limits say. */
    public <T> DStream<T> stream(String name, Source<T> source, ReadLimits limits) {
        return new DStream<>(graph, graph.source(name, source, Objects.requireNonNull(limits, "limits")));
    }

    /**
     * A value that functions add to and that is part of the checkpoint.
     *
     * @param name identifies it across restarts
     * @param zero what it begins as; nobody may change it
     * @param merge makes one of two values; associative and commutative
     */
    public <T> Accumulator<T> accumulator(String name, T zero, Function2<T, T, T> merge) {
        return graph.accumulator(name, zero, merge);
    }

    /** A number that functions add to and that is part of the checkpoint. */
    public Counter counter(String name) {
        return new Counter(graph.<Long>accumulator(name, 0L, Long::sum));
    }

    /**
     * A value that all functions see, that can be replaced while the job runs, and that is part of the checkpoint: so the initial
     * value counts only until it is replaced for the first time. It is in the manifest of each batch: keep it small.
     *
     * @param name identifies it across restarts
     */
    public <T> Broadcast<T> broadcast(String name, T initial) {
        return graph.broadcast(name, initial);
    }

    /** The records of all these streams, of which there must be at least one. */
    @SafeVarargs
    public final <T> DStream<T> union(DStream<T> first, DStream<T>... others) {
        DStream<T> all = first;
        for (DStream<T> other : others) {
            all = all.union(other);
        }
        return all;
    }

    /** The pairs of all these streams, of which there must be at least one. */
    @SafeVarargs
    public final <K, V> PairDStream<K, V> union(PairDStream<K, V> first, PairDStream<K, V>... others) {
        PairDStream<K, V> all = first;
        for (PairDStream<K, V> other : others) {
            all = all.union(other);
        }
        return all;
    }

    /**
     * Hands the batches of these streams, of which there must be at least one, whole, on one thread, to a function that gives
     * another; in the order given.
     */
    public <R> DStream<R> transform(
            List<? extends DStream<?>> streams, Function1<List<Batch<Object>>, Batch<R>> function) {
        return new DStream<>(graph, transformed(streams, function));
    }

    /** The same, giving pairs. */
    public <K, V> PairDStream<K, V> transformToPair(
            List<? extends DStream<?>> streams, Function1<List<Batch<Object>>, Batch<Pair<K, V>>> function) {
        return new PairDStream<>(graph, transformed(streams, function));
    }

    @SuppressWarnings("unchecked")
    private Node transformed(List<? extends DStream<?>> streams, Function1<List<Batch<Object>>, ?> function) {
        if (streams.isEmpty()) {
            throw new ConfigurationException("transform needs at least one stream");
        }
        List<Node> inputs = new ArrayList<>();
        streams.forEach(stream -> inputs.add(streams.get(0).own(stream)));
        Function1<?, ?> erased = Objects.requireNonNull(function, "function");
        return graph.wide(inputs, new Wide.Transform((Function1<List<Batch<Object>>, Batch<?>>) erased));
    }

    /**
     * Starts the job and returns when it is ready to run batches, or throws what prevents it. Threads of the engine are
     * daemons: wait with {@link #awaitTermination()}.
     */
    public void start() throws Exception {
        CompletableFuture<Void> end;
        synchronized (this) {
            if (running != null) {
                throw new IllegalStateException("job '" + options.name() + "' was already started; a stopped context "
                        + "cannot start again, make a new one");
            }
            Driver.prepare(workers);
            JobHost host = JobHost.installed();
            JobDescription job = host == null ? description() : host.prepare(description());
            // Before anything is touched: a busy port is no reason to take a directory over.
            StatusServer page = host == null || host.runsTheJob() ? openStatusPage(job, host != null) : null;
            RunningJob started = RunningJob.start(job, page, workers, ready);
            running = started;
            end = started.ended();
            if (host != null) {
                host.started(started.driver());
            }
        }
        tell(CompletableFuture.anyOf(ready, end));
    }

    /** Waits, and remembers what is thrown, so that {@link #close} need not throw it again. */
    private void tell(CompletableFuture<?> future) throws Exception {
        try {
            workers.await(future);
        } catch (Throwable e) {
            told = e;
            throw e;
        }
    }

    private JobDescription description() {
        Values values = options.values();
        CheckpointLocation checkpoint = values.find(Keys.CHECKPOINT_DIRECTORY).orElseThrow();
        Path work = values.find(Keys.WORK_DIRECTORY).orElseGet(() -> checkpoint.work(options.name()));
        return describedOn(checkpoint.open(values.get(Keys.TRUSTED_FILE_SYSTEMS)), work);
    }

    /**
     * The job as it is described, on another directory than its own, which is not touched: for tools that run it themselves
     * instead of {@link #start}, such as the testkit. The graph can no longer change.
     *
     * @hidden
     */
    public JobDescription describedOn(Storage checkpoint, Path workDirectory) {
        return new JobDescription(options, graph.close(), types, checkpoint, workDirectory, listeners);
    }

    private @Nullable StatusServer openStatusPage(JobDescription job, boolean usually) {
        StatusPage page = StatusPage.of(statusPage, options.values(), usually);
        if (page == null) {
            return null;
        }
        CheckpointLocation checkpoint = options.values().get(Keys.CHECKPOINT_DIRECTORY);
        Set<String> trusted = options.values().get(Keys.TRUSTED_FILE_SYSTEMS);
        JobControls controls = new ContextControls(this, workers, TimeSource.SYSTEM);
        return StatusServer.start(
                page, job.info(), controls, () -> checkpoint.open(trusted), workers, TimeSource.SYSTEM);
    }

    /**
     * Finishes the running batch, commits, publishes, and returns when the job has ended; at once if a listener, a function or a
     * sink of this job calls it, which the job waits for. No effect before a start.
     */
    public void stop() throws Exception {
        requestStop();
        if (startedOrNull() != null && !workers.areRunningThis()) {
            awaitTermination();
        }
    }

    /** Asks for what {@link #stop} does, and returns at once. Thread-safe. No effect before a start. */
    public void requestStop() {
        RunningJob started = startedOrNull();
        if (started != null) {
            started.driver().requestStop();
        }
    }

    /**
     * Lets the running batch end, and begins no other until {@link #resume}. What is committed is published meanwhile, state and
     * positions stay where they are, and a stop ends the pause and the job. A pause is of this process: it outlasts restarts of the
     * engine, but is not in the checkpoint, so that a new process runs. Batches that were missed are not made up for; a timeout
     * that is due fires in the first batch after it. Thread-safe; no effect on a job that pauses.
     *
     * @throws IllegalStateException if the job was not started
     */
    public void pause() {
        started().driver().pause();
    }

    /** Ends a {@link #pause}: the next batch begins when the next interval does. Thread-safe; no effect on a job that runs. */
    public void resume() {
        started().driver().resume();
    }

    /** Whether the job was told to pause; true from then on, also while a last batch runs. Thread-safe. */
    public boolean isPaused() {
        RunningJob started = startedOrNull();
        return started != null && started.driver().isPaused();
    }

    /**
     * Begins a snapshot of all state between two batches, also if a restart would have little to replay, as before a planned one. It
     * is stored while batches run; one of the next batches names it, and from then on a restart replays only what came after. If
     * another snapshot is on its way, it follows that. A restart of the engine abandons it. What there is to write back delays the next
     * batch. Returns at once; thread-safe.
     *
     * @throws IllegalStateException if the job was not started
     */
    public void snapshotNow() {
        started().driver().requestSnapshot();
    }

    /**
     * Copies all that the newest committed batch needs into a directory, an archive that depends on nothing and can be moved, while the
     * job runs: as {@code holdfast.jar savepoint}. It is done by the calling thread, which should not be one of the job's own. A
     * failure leaves the job as it is. Thread-safe.
     *
     * @param target a new or empty directory: a path, or a URI of a Hadoop file system
     * @param why for people
     * @return the batch
     * @throws IllegalStateException if the job was not started
     * @throws ConfigurationException if the target cannot be used
     */
    public long savepoint(String target, String why) {
        String location = started().checkpoint();
        Set<String> trusted = options.values().get(Keys.TRUSTED_FILE_SYSTEMS);
        try (Maintenance maintenance = Maintenance.of(location, trusted)) {
            return maintenance
                            .savepoint(target, Maintenance.NEWEST, why, (done, total) -> {})
                            .head()
                    - 1;
        }
    }

    /**
     * Limits how fast a source is read from the next batch on, instead of the limit that the job gave to {@link #stream(String, Source,
     * ReadLimits)}. As {@link #pause}, this is of this process. Thread-safe.
     *
     * @param recordsPerSecond 0 for no limit
     * @throws IllegalStateException if the job was not started
     * @throws ConfigurationException if there is no such source, or the limit is negative
     */
    public void limitRate(String source, long recordsPerSecond) {
        started().driver().limitRate(source, recordsPerSecond);
    }

    private synchronized @Nullable RunningJob startedOrNull() {
        return running;
    }

    private RunningJob started() {
        RunningJob started = startedOrNull();
        if (started == null) {
            throw new IllegalStateException("job '" + options.name() + "' was not started");
        }
        return started;
    }

    /** Waits until the job has ended; throws what ended it, unless it was stopped. Not for code of the job itself. */
    public void awaitTermination() throws Exception {
        if (workers.areRunningThis()) {
            throw new IllegalStateException(
                    "job '" + options.name() + "' cannot wait here for its own end, which waits for "
                            + Thread.currentThread().getName() + "; call stop(), which does not wait here");
        }
        tell(started().ended());
    }

    /** Waits until the job has ended, or for the time; true if it has ended. Throws like the other form. */
    public boolean awaitTermination(Duration atMost) throws Exception {
        if (!workers.await(started().ended(), atMost)) {
            return false;
        }
        tell(started().ended());
        return true;
    }

    /** Where the status page is, without its token; empty if the job has none, or was not started. */
    public Optional<URI> statusPage() {
        return Optional.ofNullable(startedOrNull()).map(RunningJob::page).map(StatusServer::uri);
    }

    /** Where the context is in its life. Thread-safe. */
    public ContextState state() {
        RunningJob started = startedOrNull();
        if (started == null) {
            return ContextState.INITIALIZED;
        }
        return started.ended().isDone() ? ContextState.STOPPED : ContextState.ACTIVE;
    }

    /**
     * Stops, and throws what ended the job unless {@link #start} or {@link #awaitTermination()} has thrown it already: in a
     * try block the same exception would be suppressed by itself.
     */
    @Override
    public void close() throws Exception {
        Throwable before = told;
        try {
            stop();
        } catch (Throwable e) {
            if (e != before) {
                throw e;
            }
        }
    }
}
