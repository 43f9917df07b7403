package io.holdfast.driver;

import io.holdfast.DStream;
import io.holdfast.TestGraph;
import io.holdfast.checkpoint.Checkpoint.Committed;
import io.holdfast.codec.Types;
import io.holdfast.format.Manifest;
import io.holdfast.model.ReadLimits;
import io.holdfast.simulation.LedgerSink;
import io.holdfast.simulation.Life;
import io.holdfast.simulation.Options;
import io.holdfast.simulation.Target;
import io.holdfast.simulation.World;
import io.holdfast.sink.Sink;
import io.holdfast.source.Source;
import io.holdfast.source.queue.QueueSource;
import io.holdfast.storage.Storage;
import io.holdfast.testkit.simulation.SimulatedStorage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Runs a whole job in simulated time, one batch per second, and tells what came out, batch by batch. */
public final class JobRun {

    private final World world;
    private final Options options = new Options();
    private final TestGraph graph = new TestGraph();
    private final Map<String, Target> targets = new HashMap<>();
    private final Types.Builder types = Types.builder();
    private final RecordedEvents events = new RecordedEvents();
    private UnaryOperator<Storage> storage = disk -> disk;
    private UnaryOperator<Life> arranged = life -> life;

    public JobRun(Path scratch, int parallelism) {
        this(new World(scratch), parallelism);
    }

    private JobRun(World world, int parallelism) {
        this.world = world;
        options.parallelism = parallelism;
        options.maxRestarts = 0;
    }

    /** Another job on the same checkpoint, to be described anew. */
    public JobRun again() {
        JobRun again = new JobRun(world, options.parallelism);
        again.targets.putAll(targets);
        return again;
    }

    public JobRun register(Class<?>... classes) {
        types.register(classes);
        return this;
    }

    /** What the job sees of the disk. */
    public JobRun storage(UnaryOperator<Storage> seen) {
        storage = seen;
        return this;
    }

    public <T> DStream<T> stream(String name, Source<T> source) {
        return graph.stream(name, source);
    }

    public <T> DStream<T> stream(String name, Source<T> source, ReadLimits limits) {
        return graph.stream(name, source, limits);
    }

    /** The graph, for what is not a stream. */
    public TestGraph graph() {
        return graph;
    }

    /** Agrees to lose something by name. */
    public JobRun forget(String name) {
        options.forget.add(name);
        return this;
    }

    /** Does something to the job at a time of each of its processes. */
    JobRun at(Duration when, Consumer<Driver> what) {
        UnaryOperator<Life> before = arranged;
        arranged = life -> before.apply(life).at(when, what);
        return this;
    }

    JobRun maxRecordsPerBatch(long records) {
        options.maxRecordsPerBatch = records;
        return this;
    }

    /** A stream with these batches. */
    public <T> DStream<T> input(String name, List<? extends List<? extends T>> batches) {
        return graph.stream(name, QueueSource.<T>of(batches));
    }

    public <T> Sink<T> sink(String name) {
        return new LedgerSink<>(targets.computeIfAbsent(name, Target::new), world);
    }

    /** Runs the job for this long, from one start to a clean stop; returns the failure that ended it, or null. */
    public @Nullable Throwable run(int seconds) {
        return arranged.apply(new Life(world, seconds))
                .defect(storage)
                .listener(events)
                .stopAfter(Duration.ofMillis(seconds * 1000L - 500))
                .run(options.build(), graph.plan(), types.build());
    }

    /** Like {@link #run}, for a job that must not fail. */
    public JobRun runs(int seconds) {
        Throwable failure = run(seconds);
        if (failure != null) {
            throw new AssertionError("the job failed: " + failure, failure);
        }
        return this;
    }

    /** Ends the process; the next run begins this much later, with as many shards. */
    public JobRun restart(Duration later, int parallelism) {
        world.reboot();
        world.wallMillis(world.wallMillis() + later.toMillis());
        options.parallelism = parallelism;
        return this;
    }

    /** The manifests of all batches, of those in which operators ran and of others. */
    public List<Manifest> manifests() {
        return world.past().batches().values().stream().map(Committed::manifest).toList();
    }

    /** What listeners have heard. */
    public RecordedEvents events() {
        return events;
    }

    /** The disk with its checkpoint. */
    public SimulatedStorage disk() {
        return world.disk();
    }

    /** The records at a sink, per batch in which operators ran. */
    public List<List<Object>> output(String name) {
        Target target = Objects.requireNonNull(targets.get(name));
        List<List<Object>> output = new ArrayList<>();
        world.past().batches().forEach((id, batch) -> {
            if (batch.manifest().kind() == Manifest.Kind.BATCH) {
                output.add(target.entries.stream()
                        .filter(entry -> entry.batch() == id)
                        .map(Target.Entry::value)
                        .toList());
            }
        });
        return output;
    }
}
