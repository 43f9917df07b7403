package io.holdfast;

import io.holdfast.codec.Codec;
import io.holdfast.codec.Migration;
import io.holdfast.codec.Types;
import io.holdfast.common.ThreadWorkers;
import io.holdfast.common.TimeSource;
import io.holdfast.common.Worker;
import io.holdfast.common.Workers;
import io.holdfast.configuration.Configuration;
import io.holdfast.configuration.Key;
import io.holdfast.configuration.Keys;
import io.holdfast.configuration.UnknownMarker;
import io.holdfast.configuration.Values;
import io.holdfast.driver.Driver;
import io.holdfast.driver.JobDescription;
import io.holdfast.driver.JobEnvironment;
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
import io.holdfast.state.rocksdb.RocksStores;
import io.holdfast.status.JobControls;
import io.holdfast.status.StatusPage;
import io.holdfast.status.StatusServer;
import io.holdfast.storage.Storage;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
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

    /** RocksDB's block cache gets this part of the memory for cached state, besides it. */
    private static final long BLOCK_CACHE_PART = 4;

    private final Builder settings;
    private final JobOptions options;
    private final Types types;
    private final Graph graph;
    private final ThreadWorkers workers;
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private @Nullable Driver driver;
    private String checkpointLocation = "";
    private @Nullable StatusServer status;
    private @Nullable CompletableFuture<Void> ended;
    private volatile @Nullable Throwable told;

    private StreamingContext(Builder settings) {
        this.settings = settings;
        this.options = settings.options();
        options.forget().forEach(settings.types::forget);
        this.types = settings.types.build();
        this.graph = new Graph(options.batchInterval());
        this.workers = new ThreadWorkers(options.name());
    }

    /**
     * Begins the description of a job.
     *
     * @param name the name of the job: a checkpoint directory belongs to it, and Kafka groups are named after it
     */
    public static Builder builder(String name) {
        return new Builder(Names.legal(name, "job"));
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
            if (driver != null) {
                throw new IllegalStateException("job '" + options.name() + "' was already started; a stopped context "
                        + "cannot start again, make a new one");
            }
            JobHost host = JobHost.installed();
            JobDescription job = host == null ? description() : host.prepare(description());
            // Before anything is touched: a busy port is no reason to take a directory over.
            StatusServer page = host == null || host.runsTheJob() ? openStatusPage(job, host != null) : null;
            status = page;
            RocksStores stores = new RocksStores(job.options().stateCacheBytes() / BLOCK_CACHE_PART, workers);
            Driver newDriver = new Driver(
                    job.options(), job.plan(), job.types(), environment(job, stores, workers), listeners(job, page));
            driver = newDriver;
            checkpointLocation = job.checkpoint().location();
            end = run(newDriver, stores, page, workers.start("driver"));
            ended = end;
            if (host != null) {
                host.started(newDriver);
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

    private static CompletableFuture<Void> run(
            Driver driver, RocksStores stores, @Nullable StatusServer page, Worker worker) {
        return worker.submit(() -> {
            try (worker;
                    stores;
                    page) {
                driver.run();
                return null;
            }
        });
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
        return new JobDescription(options, graph.close(), types, checkpoint, workDirectory, settings.listeners);
    }

    private static JobEnvironment environment(JobDescription job, RocksStores stores, Workers workers) {
        return new JobEnvironment(
                job.checkpoint(), job.workDirectory(), stores, workers, TimeSource.SYSTEM, new SecureRandom());
    }

    private @Nullable StatusServer openStatusPage(JobDescription job, boolean usually) {
        StatusPage page = StatusPage.of(settings.statusPage, options.values(), usually);
        if (page == null) {
            return null;
        }
        CheckpointLocation checkpoint = options.values().get(Keys.CHECKPOINT_DIRECTORY);
        Set<String> trusted = options.values().get(Keys.TRUSTED_FILE_SYSTEMS);
        JobControls controls = new ContextControls(this, workers);
        return StatusServer.start(
                page, job.info(), controls, () -> checkpoint.open(trusted), workers, TimeSource.SYSTEM);
    }

    private List<JobListener> listeners(JobDescription job, @Nullable StatusServer page) {
        List<JobListener> all = new ArrayList<>(page == null ? List.of() : page.listeners());
        all.addAll(job.listeners());
        all.add(new JobListener() {
            @Override
            public void ready(Ready event) {
                ready.complete(null);
            }
        });
        return all;
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
        Driver running = startedOrNull();
        if (running != null) {
            running.requestStop();
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
        started().pause();
    }

    /** Ends a {@link #pause}: the next batch begins when the next interval does. Thread-safe; no effect on a job that runs. */
    public void resume() {
        started().resume();
    }

    /** Whether the job was told to pause; true from then on, also while a last batch runs. Thread-safe. */
    public boolean isPaused() {
        Driver running = startedOrNull();
        return running != null && running.isPaused();
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
        started().requestSnapshot();
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
        started();
        Set<String> trusted = options.values().get(Keys.TRUSTED_FILE_SYSTEMS);
        try (Maintenance maintenance = Maintenance.of(location(), trusted)) {
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
        started().limitRate(source, recordsPerSecond);
    }

    private synchronized @Nullable Driver startedOrNull() {
        return driver;
    }

    private synchronized String location() {
        return checkpointLocation;
    }

    private Driver started() {
        Driver running = startedOrNull();
        if (running == null) {
            throw new IllegalStateException("job '" + options.name() + "' was not started");
        }
        return running;
    }

    /** Waits until the job has ended; throws what ended it, unless it was stopped. Not for code of the job itself. */
    public void awaitTermination() throws Exception {
        if (workers.areRunningThis()) {
            throw new IllegalStateException(
                    "job '" + options.name() + "' cannot wait here for its own end, which waits for "
                            + Thread.currentThread().getName() + "; call stop(), which does not wait here");
        }
        tell(end());
    }

    /** Waits until the job has ended, or for the time; true if it has ended. Throws like the other form. */
    public boolean awaitTermination(Duration atMost) throws Exception {
        if (!workers.await(end(), atMost)) {
            return false;
        }
        tell(end());
        return true;
    }

    private synchronized CompletableFuture<Void> end() {
        if (ended == null) {
            throw new IllegalStateException("job '" + options.name() + "' was not started");
        }
        return ended;
    }

    /** Where the status page is, without its token; empty if the job has none, or was not started. */
    public synchronized Optional<URI> statusPage() {
        return Optional.ofNullable(status).map(StatusServer::uri);
    }

    public synchronized ContextState state() {
        if (ended == null) {
            return ContextState.INITIALIZED;
        }
        return ended.isDone() ? ContextState.STOPPED : ContextState.ACTIVE;
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

    /**
     * Collects the options of a job. Each has a default but the checkpoint directory. What those who run the job say, to
     * {@code holdfast.jar run} by a file, the environment or options, overrules what is said here.
     */
    public static final class Builder {

        private final String name;
        private final Types.Builder types = Types.builder();
        private final List<JobListener> listeners = new ArrayList<>();
        private Values values = Values.DEFAULTS;
        private @Nullable StatusPage statusPage;

        private Builder(String name) {
            this.name = name;
        }

        /** How often a batch begins, in whole milliseconds. Default: 1 s. */
        public Builder batchInterval(Duration interval) {
            return with(Keys.BATCH_INTERVAL, interval);
        }

        /** The local directory that holds the checkpoints of this job and of no other. Required. */
        public Builder checkpointDirectory(Path directory) {
            return with(Keys.CHECKPOINT_DIRECTORY, CheckpointLocation.of(Objects.requireNonNull(directory)));
        }

        /**
         * As above, also on HDFS: {@code hdfs://HOST:PORT/DIRECTORY}. The configuration of the cluster is taken from
         * {@code core-site.xml} and {@code hdfs-site.xml} on the class path and in the directory that {@code HADOOP_CONF_DIR} names. There
         * is no lock on HDFS: of two processes of one job, the one that started last goes on, and the other ends.
         */
        public Builder checkpointDirectory(URI directory) {
            return with(Keys.CHECKPOINT_DIRECTORY, CheckpointLocation.of(directory));
        }

        /**
         * Declares that a Hadoop file system other than HDFS keeps what checkpoints rest on: that
         * {@code FileContext.rename} with {@code Rename.NONE} is one step that fails if the name is taken; that what {@code hsync}
         * has written, and names that were answered for, survive a loss of power; and that listings are up to date. Without this
         * it is refused.
         *
         * @param scheme of its URIs, such as {@code abfs}
         */
        public Builder trustFileSystem(String scheme) {
            return with(Keys.TRUSTED_FILE_SYSTEMS, withMore(Keys.TRUSTED_FILE_SYSTEMS, List.of(scheme)));
        }

        /**
         * A local directory for working copies of state, removed when the job ends or starts again. Default: {@code work} in a local
         * checkpoint directory, where snapshots cost links instead of copies; for one on HDFS, a directory of its own in the
         * temporary directory.
         */
        public Builder workDirectory(Path directory) {
            return with(Keys.WORK_DIRECTORY, directory);
        }

        /**
         * How many shards of state and tasks there are, from 1 to 256. Default: the number of processors. May be changed
         * at each start; state then moves between shards before the first batch, at the speed of the disk.
         */
        public Builder parallelism(int shards) {
            return with(Keys.PARALLELISM, shards);
        }

        /** How many of the newest batches stay restorable, however old they are. Default: 100. */
        public Builder retainedBatches(int batches) {
            return with(Keys.RETAINED_BATCHES, batches);
        }

        /**
         * How long batches stay restorable, counted from the batch time of the newest one, even if they are more than
         * {@link #retainedBatches}. Each costs a file, and a start reads the manifests of all. Default: zero, none for its age.
         */
        public Builder retainedFor(Duration age) {
            return with(Keys.RETAINED_FOR, age);
        }

        /** About how many records a batch reads from each source at most. Default: 10,000,000. */
        public Builder maxRecordsPerBatch(long records) {
            return with(Keys.MAX_RECORDS_PER_BATCH, records);
        }

        /** About how much memory all cached state may take, in bytes. Default: a quarter of the maximum heap. */
        public Builder stateCacheBytes(long bytes) {
            return with(Keys.STATE_CACHE, bytes);
        }

        /** How many bytes of changes a restart may have to replay, per shard. Default: 32 MB, about half a second. */
        public Builder replayBudgetBytes(long bytes) {
            return with(Keys.REPLAY_BUDGET, bytes);
        }

        /**
         * How much committed output may wait for a slow sink before batches wait too, per sink. Default: 50 batches,
         * 64 MB.
         */
        public Builder maxUnpublished(int batches, long bytes) {
            return with(Keys.MAX_UNPUBLISHED_BATCHES, batches).with(Keys.MAX_UNPUBLISHED_SIZE, bytes);
        }

        /**
         * How often the engine restarts inside the process, after failures of the job's code, a source or a sink, before
         * the job fails. Default: 3 times within 10 minutes.
         */
        public Builder restarts(int atMost, Duration within) {
            return with(Keys.MAX_RESTARTS, atMost).with(Keys.RESTART_WINDOW, within);
        }

        /**
         * How long a stop waits for sinks that are behind; what is left is published after the next start. Under {@code run} also
         * how long it waits for the running batch. Default: 30 s.
         */
        public Builder stopTimeout(Duration atMost) {
            return with(Keys.STOP_TIMEOUT, atMost);
        }

        /** How far batch time may jump ahead at a start, as after a long downtime. Default: 1 day. */
        public Builder maxTimeJump(Duration jump) {
            return with(Keys.MAX_TIME_JUMP, jump);
        }

        /**
         * Agrees that something is lost which the job no longer has: the state of an operator, the positions of a source, or
         * unpublished output of a sink, by its name; or values of a class that can no longer be read, by its binary name. What
         * the job has is not concerned: the same names may stay here for later starts.
         */
        public Builder forget(String... names) {
            return with(Keys.FORGET, withMore(Keys.FORGET, List.of(names)));
        }

        /**
         * Gives stored values a way into a class that the job has, if theirs is gone, has another name, or has changed beyond
         * what is converted by itself: see {@link Migration}. It gets each value that was stored as a class of this name, unless
         * it has the shape of a class registered under that name; of an enum, only constants that are gone. Not for keys.
         *
         * @param stored the binary name of the class as it was stored, such as {@code com.acme.Visits$Old}
         * @param to the class of what it makes, registered or built in; the same class if only its shape changed
         */
        public <T> Builder migrate(String stored, Class<T> to, Migration<? extends T> migration) {
            types.migrate(stored, to, migration);
            return this;
        }

        /** Decides what happens if the target of a sink does not say how far this checkpoint was published there. */
        public Builder onUnknownMarker(String sink, UnknownMarker decision) {
            Map<String, UnknownMarker> decisions = new TreeMap<>(values.get(Keys.UNKNOWN_MARKERS));
            decisions.put(sink, Objects.requireNonNull(decision));
            return with(Keys.UNKNOWN_MARKERS, Map.copyOf(decisions));
        }

        /** Registers the classes of keys, state and {@code foreachBatch} records that are not built in. */
        public Builder register(Class<?>... classes) {
            types.register(classes);
            return this;
        }

        /** Registers a class with a codec of its own. */
        public <T> Builder register(Class<T> type, Codec<T> codec) {
            types.register(type, codec);
            return this;
        }

        /** Shows how the job stands, while it runs, to a browser, to scripts and to Prometheus. Default: none. */
        public Builder statusPage(StatusPage page) {
            statusPage = Objects.requireNonNull(page);
            return this;
        }

        /** Adds a listener. */
        public Builder listener(JobListener listener) {
            listeners.add(Objects.requireNonNull(listener));
            return this;
        }

        /** Checks the options; throws {@link ConfigurationException} with all problems. */
        public StreamingContext build() {
            return new StreamingContext(this);
        }

        private <T> Builder with(Key<T> key, T value) {
            values = values.with(key, value);
            return this;
        }

        private Set<String> withMore(Key<Set<String>> key, List<String> names) {
            Set<String> all = new TreeSet<>(values.get(key));
            all.addAll(names);
            return Set.copyOf(all);
        }

        private JobOptions options() {
            Values effective = Configuration.installed().over(values);
            if (effective.find(Keys.CHECKPOINT_DIRECTORY).isEmpty()) {
                throw new ConfigurationException("job '" + name + "' needs a checkpointDirectory, or "
                        + Keys.CHECKPOINT_DIRECTORY.name() + " in its configuration");
            }
            return new JobOptions(name, effective);
        }
    }
}
