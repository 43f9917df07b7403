package io.holdfast.testkit;

import io.holdfast.StreamingContext;
import io.holdfast.common.ThreadWorkers;
import io.holdfast.common.Worker;
import io.holdfast.driver.JobDescription;
import io.holdfast.plan.Node;
import io.holdfast.testkit.Target.Published;
import io.holdfast.testkit.simulation.SimulatedStorage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A job that a test runs batch by batch: the user's plan, types and options on the engine of production, with a simulated disk in
 * the place of the checkpoint directory, a clock that the test moves, input that the test gives, and output that the test
 * reads. State is kept in memory instead of RocksDB. Nothing outside of the JVM is touched but a temporary directory.
 *
 * <p><b>Sources</b> get their records from {@link #input}. A generator or queue source that the test asks no input of is
 * kept, as it makes its records itself; any other has nothing to read.
 *
 * <p><b>Sinks</b> are replaced: {@link #output} gives their records as the objects that the job emitted. Formatters of text file
 * sinks are called, functions of {@code foreachBatch} and of Kafka sinks are not.
 *
 * <p><b>Time</b> stands still. {@link #runBatch} moves it by one batch interval, {@link #advance} by as much as it is told. It is
 * all the time that the job sees.
 *
 * <p>There is one task, so that records come in the same order on each machine; {@link #of(Callable, int)} takes more. A
 * function that throws is not tried again: {@link #runBatch} throws what ended the job, and {@link #restart} goes on from
 * the last batch that was committed. To be used by one thread.
 */
public final class TestJob implements AutoCloseable {

    private static final Set<String> KEPT = Set.of("generator", "queue");

    private final JobProgram program;
    private final Scratch scratch = new Scratch();
    private final Turns turns = new Turns();
    private final TreeMap<String, TestInput<?>> inputs = new TreeMap<>();
    private World world = new World();
    private JobDescription job;
    private @Nullable SimulatedProcess process;
    private boolean running;
    private @Nullable Throwable failure;

    private TestJob(Callable<StreamingContext> describe, int parallelism) {
        program = new JobProgram(describe, JobProgram.failingAtOnce(parallelism));
        job = program.describe(world.disk(), scratch.next());
    }

    /**
     * A job that has not begun yet.
     *
     * @param describe makes a new {@link StreamingContext} and describes the job, without starting it, as the user's own program
     *     does; called once for each process
     */
    public static TestJob of(Callable<StreamingContext> describe) {
        return of(describe, 1);
    }

    /** The same with so many tasks and shards of state, from 1 to 256. */
    public static TestJob of(Callable<StreamingContext> describe, int parallelism) {
        return new TestJob(describe, parallelism);
    }

    /**
     * What a source of the job is to read; the same object at each call.
     *
     * @throws IllegalArgumentException if the job has no source of this name
     * @throws IllegalStateException if the source makes its records itself and the first batch has run: before that, asking for
     *     its input replaces it
     */
    @SuppressWarnings("unchecked")
    public <T> TestInput<T> input(String source) {
        TestInput<?> known = inputs.get(source);
        if (known == null) {
            Node.SourceNode node = JobProgram.named(source, "source", job.plan().sources());
            if (process != null) {
                throw new IllegalStateException(
                        "source '" + source + "' is a " + node.kind()
                                + ", which has made its records itself in the batches so far: ask for its input before the first");
            }
            known = new TestInput<>();
            inputs.put(source, known);
        }
        return (TestInput<T>) known;
    }

    /**
     * Lets one batch interval pass and runs what is due then: a batch with all records added since the last one, or none
     * if nothing was added, no timeout is due and no operator visits all keys. Returns when its output is published.
     *
     * @throws RuntimeException what ended the job: {@link io.holdfast.failure.UserCodeException} if a function failed
     */
    public void runBatch() {
        start();
        requireRunning();
        world.nextStep(job.options().batchInterval());
        inputs.forEach((source, input) ->
                Objects.requireNonNull(world.inputs().get(source)).add(world.step(), input.take()));
        turns.letJobRun();
        throwFailure();
    }

    /** Moves the clock. Nothing runs: what is due by then is so in the next batch, as after a pause of the machine. */
    public void advance(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("time does not go back, found " + duration);
        }
        world.clock().advance(duration);
    }

    /** What the clock shows: at the beginning, 2026-01-01T00:00:00Z. */
    public Instant time() {
        return Instant.ofEpochMilli(world.clock().wallMillis());
    }

    /**
     * The records that a sink published since the last batch began, in order.
     *
     * @throws IllegalArgumentException if the job has no sink of this name
     */
    public List<Object> output(String sink) {
        return records(sink, record -> record.step() == world.step()).toList();
    }

    /** The same, as objects of a class. */
    public <T> List<T> output(String sink, Class<T> type) {
        return records(sink, record -> record.step() == world.step())
                .<T>map(type::cast)
                .toList();
    }

    /** The records that a sink published since the beginning, over all processes, in order. */
    public List<Object> allOutput(String sink) {
        return records(sink, record -> true).toList();
    }

    private Stream<Object> records(String sink, Predicate<Published> which) {
        JobProgram.named(sink, "sink", job.plan().sinks());
        return world.target(sink).published().stream().filter(which).map(Published::value);
    }

    /**
     * Stops the job in good order, unless it has ended, and starts it anew on the same disk: the job is described again, what its
     * functions remember outside of state is gone, and state is what the checkpoint says.
     */
    public void restart() {
        start();
        stop();
        world.endProcess();
        begin();
    }

    /** The same after a loss of power: the job is not stopped, and what was not synced is gone. */
    public void crash() {
        start();
        World after = world.copy();
        after.cutPower(SimulatedStorage.LOSE_ALL);
        // The process ends in a world where nobody looks any more.
        end();
        world = after;
        begin();
    }

    /** Stops the job and throws what it fails with then; does nothing if it has ended. */
    @Override
    public void close() {
        try (scratch) {
            if (process != null) {
                stop();
            }
        }
    }

    private void start() {
        if (process == null) {
            job.plan().sources().stream()
                    .filter(node -> !KEPT.contains(node.kind()))
                    .forEach(node -> input(node.name()));
            inputs.keySet().forEach(source -> world.inputs().put(source, new InputLog(source)));
            launch();
        }
    }

    private void begin() {
        job = program.describe(world.disk(), scratch.next());
        launch();
    }

    private void launch() {
        SimulatedProcess next = new SimulatedProcess(
                world, job, new ReadPlans(), turns::pass, change -> {}, disk -> disk, scratch.processes());
        process = next;
        failure = null;
        running = true;
        Worker thread = new ThreadWorkers(job.options().name()).start("test-job");
        var unused = thread.submit(() -> {
            failure = next.run();
            running = false;
            thread.close();
            turns.end();
            return true;
        });
        turns.awaitJob();
        throwFailure();
    }

    private void stop() {
        if (running) {
            end();
            throwFailure();
        }
    }

    private void end() {
        if (running) {
            Objects.requireNonNull(process).stop();
            while (running) {
                turns.letJobRun();
            }
        }
    }

    private void requireRunning() {
        if (!running) {
            throw new IllegalStateException(
                    "the job has ended: " + failure + "; restart() begins again from its last committed batch",
                    failure);
        }
    }

    private void throwFailure() {
        Throwable thrown = failure;
        if (thrown instanceof RuntimeException exception) {
            throw exception;
        } else if (thrown instanceof Error error) {
            throw error;
        } else if (thrown != null) {
            throw new IllegalStateException("the job failed: " + thrown, thrown);
        }
    }
}
