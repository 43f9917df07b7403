package io.holdfast;

import io.holdfast.codec.Codec;
import io.holdfast.codec.Migration;
import io.holdfast.codec.Types;
import io.holdfast.configuration.Configuration;
import io.holdfast.configuration.Key;
import io.holdfast.configuration.Keys;
import io.holdfast.configuration.UnknownMarker;
import io.holdfast.configuration.Values;
import io.holdfast.driver.JobOptions;
import io.holdfast.failure.ConfigurationException;
import io.holdfast.location.CheckpointLocation;
import io.holdfast.model.JobListener;
import io.holdfast.status.StatusPage;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Collects the options of a job. Each has a default but the checkpoint directory. What those who run the job say, to
 * {@code holdfast.jar run} by a file, the environment or options, overrules what is said here.
 */
public final class StreamingContextBuilder {

    private final String name;
    private final Types.Builder types = Types.builder();
    private final List<JobListener> listeners = new ArrayList<>();
    private Values values = Values.DEFAULTS;
    private @Nullable StatusPage statusPage;

    StreamingContextBuilder(String name) {
        this.name = name;
    }

    /** How often a batch begins, in whole milliseconds. Default: 1 s. */
    public StreamingContextBuilder batchInterval(Duration interval) {
        return with(Keys.BATCH_INTERVAL, interval);
    }

    /** The local directory that holds the checkpoints of this job and of no other. Required. */
    public StreamingContextBuilder checkpointDirectory(Path directory) {
        return with(Keys.CHECKPOINT_DIRECTORY, CheckpointLocation.of(Objects.requireNonNull(directory)));
    }

    /**
     * As above, also on HDFS: {@code hdfs://HOST:PORT/DIRECTORY}. The configuration of the cluster is taken from
     * {@code core-site.xml} and {@code hdfs-site.xml} on the class path and in the directory that {@code HADOOP_CONF_DIR} names. There
     * is no lock on HDFS: of two processes of one job, the one that started last goes on, and the other ends.
     */
    public StreamingContextBuilder checkpointDirectory(URI directory) {
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
    public StreamingContextBuilder trustFileSystem(String scheme) {
        return with(Keys.TRUSTED_FILE_SYSTEMS, withMore(Keys.TRUSTED_FILE_SYSTEMS, List.of(scheme)));
    }

    /**
     * A local directory for working copies of state, removed when the job ends or starts again. Default: {@code work} in a local
     * checkpoint directory, where snapshots cost links instead of copies; for one on HDFS, a directory of its own in the
     * temporary directory.
     */
    public StreamingContextBuilder workDirectory(Path directory) {
        return with(Keys.WORK_DIRECTORY, directory);
    }

    /**
     * How many shards of state and tasks there are, from 1 to 256. Default: the number of processors. May be changed
     * at each start; state then moves between shards before the first batch, at the speed of the disk.
     */
    public StreamingContextBuilder parallelism(int shards) {
        return with(Keys.PARALLELISM, shards);
    }

    /** How many of the newest batches stay restorable, however old they are. Default: 100. */
    public StreamingContextBuilder retainedBatches(int batches) {
        return with(Keys.RETAINED_BATCHES, batches);
    }

    /**
     * How long batches stay restorable, counted from the batch time of the newest one, even if they are more than
     * {@link #retainedBatches}. Each costs a file, and a start reads the manifests of all. Default: zero, none for its age.
     */
    public StreamingContextBuilder retainedFor(Duration age) {
        return with(Keys.RETAINED_FOR, age);
    }

    /** About how many records a batch reads from each source at most. Default: 10,000,000. */
    public StreamingContextBuilder maxRecordsPerBatch(long records) {
        return with(Keys.MAX_RECORDS_PER_BATCH, records);
    }

    /** About how much memory all cached state may take, in bytes. Default: a quarter of the maximum heap. */
    public StreamingContextBuilder stateCacheBytes(long bytes) {
        return with(Keys.STATE_CACHE, bytes);
    }

    /** How many bytes of changes a restart may have to replay, per shard. Default: 64 MB, about a third of a second. */
    public StreamingContextBuilder replayBudgetBytes(long bytes) {
        return with(Keys.REPLAY_BUDGET, bytes);
    }

    /**
     * How much committed output may wait for a slow sink before batches wait too, per sink. Default: 50 batches,
     * 64 MB.
     */
    public StreamingContextBuilder maxUnpublished(int batches, long bytes) {
        return with(Keys.MAX_UNPUBLISHED_BATCHES, batches).with(Keys.MAX_UNPUBLISHED_SIZE, bytes);
    }

    /**
     * How often the engine restarts inside the process, after failures of the job's code, a source or a sink, before
     * the job fails. Default: 3 times within 10 minutes.
     */
    public StreamingContextBuilder restarts(int atMost, Duration within) {
        return with(Keys.MAX_RESTARTS, atMost).with(Keys.RESTART_WINDOW, within);
    }

    /**
     * How long a stop waits for sinks that are behind; what is left is published after the next start. Under {@code run} also
     * how long it waits for the running batch. Default: 30 s.
     */
    public StreamingContextBuilder stopTimeout(Duration atMost) {
        return with(Keys.STOP_TIMEOUT, atMost);
    }

    /** How far batch time may jump ahead at a start, as after a long downtime. Default: 1 day. */
    public StreamingContextBuilder maxTimeJump(Duration jump) {
        return with(Keys.MAX_TIME_JUMP, jump);
    }

    /**
     * Agrees that something is lost which the job no longer has: the state of an operator, the positions of a source, or
     * unpublished output of a sink, by its name; or values of a class that can no longer be read, by its binary name. What
     * the job has is not concerned: the same names may stay here for later starts.
     */
    public StreamingContextBuilder forget(String... names) {
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
    public <T> StreamingContextBuilder migrate(String stored, Class<T> to, Migration<? extends T> migration) {
        types.migrate(stored, to, migration);
        return this;
    }

    /** Decides what happens if the target of a sink does not say how far this checkpoint was published there. */
    public StreamingContextBuilder onUnknownMarker(String sink, UnknownMarker decision) {
        Map<String, UnknownMarker> decisions = new TreeMap<>(values.get(Keys.UNKNOWN_MARKERS));
        decisions.put(sink, Objects.requireNonNull(decision));
        return with(Keys.UNKNOWN_MARKERS, Map.copyOf(decisions));
    }

    /** Registers the classes of keys, state and {@code foreachBatch} records that are not built in. */
    public StreamingContextBuilder register(Class<?>... classes) {
        types.register(classes);
        return this;
    }

    /** Registers a class with a codec of its own. */
    public <T> StreamingContextBuilder register(Class<T> type, Codec<T> codec) {
        types.register(type, codec);
        return this;
    }

    /** Shows how the job stands, while it runs, to a browser, to scripts and to Prometheus. Default: none. */
    public StreamingContextBuilder statusPage(StatusPage page) {
        statusPage = Objects.requireNonNull(page);
        return this;
    }

    /** Adds a listener. */
    public StreamingContextBuilder listener(JobListener listener) {
        listeners.add(Objects.requireNonNull(listener));
        return this;
    }

    /** Checks the options; throws {@link ConfigurationException} with all problems. */
    public StreamingContext build() {
        JobOptions options = options();
        options.forget().forEach(types::forget);
        return new StreamingContext(options, types.build(), List.copyOf(listeners), statusPage);
    }

    private <T> StreamingContextBuilder with(Key<T> key, T value) {
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
