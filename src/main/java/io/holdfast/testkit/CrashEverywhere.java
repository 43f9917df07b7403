package io.holdfast.testkit;

import io.holdfast.StreamingContext;
import io.holdfast.common.TimeSource;
import io.holdfast.driver.JobDescription;
import io.holdfast.plan.Node;
import io.holdfast.storage.Storage;
import io.holdfast.testkit.simulation.SimulatedStorage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;

/**
 * Crashes a job wherever it can crash, and checks that nobody would notice. The job runs through its input once without a crash.
 * Then it is killed after each single change that it makes to its checkpoint or to the target of a sink, with and without loss
 * of what was not synced, and each time a new process goes on from there to the end of the input. What is published over both
 * lives must be what was published without the crash: each record once, in its batch, in the order of each key. And the state
 * that the next process would begin with must be the same: of each operator the same keys, with equal values and the same
 * deadlines. All of it runs in this JVM, on the calling thread, on a simulated disk and in a time that stands still; a second is enough
 * for some hundred crashes.
 *
 * <pre>{@code
 * CrashReport report = CrashEverywhere.of(WordCount::describe)
 *         .input("lines", batch("a b"), batch("b"), batch("a"))
 *         .run();
 * }</pre>
 *
 * <p><b>What this asks of functions.</b> Exactly-once output does not need functions that are deterministic; comparing two runs
 * does. Functions have to make the same of the same records, state and batch time. They must not depend on random numbers, on the
 * system's clock, on batch ids or timelines, which a restart changes, or on anything that they remember outside of state. The
 * latter two would be found out in production as well: that they are is the point. {@link #run} begins with two runs without a
 * crash and says so if they differ.
 *
 * <p><b>Batches are the same in each run</b>, although in production a batch that is lost with its process may be planned anew
 * with more or fewer records, at a later time. Here the batch of a step reads the same and has the same time in whichever process
 * it runs, batches do not overlap, and a crash takes no time. So outputs are compared batch by batch, and what a job makes of
 * other boundaries of batches is not tested: run it with its input cut differently for that.
 *
 * <p><b>State is compared after the last batch</b>, as restored from the checkpoint. What becomes of state that goes wrong before,
 * and is removed or set right again without having shown in the output, is not seen. Values are compared by {@code equals}, or,
 * where a class has none, by the bytes that the job stores. What a function keeps in state has to be as deterministic as what it
 * puts out.
 *
 * <p>Sources get their records from {@link #input}; a generator or queue source without input is kept. Sinks are replaced as
 * by {@link TestJob}; listeners of the job are called. Checkpoints keep two batches and take snapshots as often as they can,
 * whatever the options of the job say, so that both happen within the first batches. State is kept in memory instead of
 * RocksDB. To be used by one thread.
 */
public final class CrashEverywhere {

    private static final Set<String> KEPT = Set.of("generator", "queue");

    private final Callable<StreamingContext> describe;
    private final Script script = new Script();
    private UnaryOperator<Storage> defect = disk -> disk;
    private int parallelism = 2;
    private int deaths = 1;
    private int only;

    private CrashEverywhere(Callable<StreamingContext> describe) {
        this.describe = describe;
    }

    /**
     * A job to be crashed.
     *
     * @param describe makes a new {@link StreamingContext} and describes the job, without starting it; called once for each
     *     process
     */
    public static CrashEverywhere of(Callable<StreamingContext> describe) {
        return new CrashEverywhere(describe);
    }

    /** The records that one batch reads of one source. */
    @SafeVarargs
    public static <T> List<T> batch(T... records) {
        List<T> batch = new ArrayList<>();
        for (T record : records) {
            batch.add(record);
        }
        return batch;
    }

    /**
     * Gives a source its records, batch by batch. The first batches of all sources are read together, then the second ones, and so
     * on; after {@link #advance}, counting begins anew. Without any batch, the source has nothing to read.
     */
    public CrashEverywhere input(String source, List<?>... batches) {
        script.input(source, List.of(batches));
        return this;
    }

    /** Runs at least so many batches before the clock is next advanced: for sources that make their records themselves. */
    public CrashEverywhere batches(int atLeast) {
        script.batches(atLeast);
        return this;
    }

    /**
     * Lets time pass after the batches so far, besides the batch interval. One batch runs afterwards even without input, if it has
     * anything to do: timeouts fire.
     */
    public CrashEverywhere advance(Duration pause) {
        if (pause.isNegative()) {
            throw new IllegalArgumentException("time does not go back, found " + pause);
        }
        script.pause(pause);
        return this;
    }

    /** How many tasks and shards of state the job has. Default: 2. */
    public CrashEverywhere parallelism(int shards) {
        parallelism = shards;
        return this;
    }

    /**
     * How many processes die one after the other before one lives on. Default: 1. With 2, those that recover from a crash are
     * crashed everywhere as well, until the end: some hundred times as many crashes.
     */
    public CrashEverywhere crashesInARow(int crashes) {
        if (crashes < 1) {
            throw new IllegalArgumentException("at least one process has to crash, found " + crashes);
        }
        deaths = crashes;
        return this;
    }

    /** Goes on from this crash only, by the number that {@link CrashDivergence#crash} gives: to look into it. */
    public CrashEverywhere only(int crash) {
        only = crash;
        return this;
    }

    /** What the job sees of the disk: for tests that this class finds what is wrong with that. */
    CrashEverywhere storage(UnaryOperator<Storage> newDefect) {
        defect = newDefect;
        return this;
    }

    /**
     * Crashes the job everywhere.
     *
     * @throws CrashDivergence the first time that something else is published, or left as state, than without a crash, or that the
     *     job does not go on
     * @throws RuntimeException what ends the job without any crash
     * @throws IllegalArgumentException if the job has no source of a name that has input, or a source has none
     */
    public CrashReport run() {
        long begun = TimeSource.SYSTEM.monotonicNanos();
        JobProgram program = new JobProgram(describe, JobProgram.busyCheckpoint(parallelism));
        try (Scratch scratch = new Scratch()) {
            JobDescription job = program.describe(new SimulatedStorage(), scratch.next());
            Scenario scenario = new Scenario(job.options().batchInterval(), script.steps());
            requireInput(job, scenario);
            Exploration exploration = new Exploration(program, job, scenario, defect, deaths, only, scratch);
            Ending expected = exploration.run(script.sources());
            return new CrashReport(
                    scenario.steps().size(),
                    expected.output().size(),
                    expected.state().size(),
                    exploration.points(),
                    exploration.tried(),
                    exploration.equal(),
                    Duration.ofNanos(TimeSource.SYSTEM.monotonicNanos() - begun));
        }
    }

    private void requireInput(JobDescription job, Scenario scenario) {
        List<Node.SourceNode> sources = job.plan().sources();
        List<String> given = script.sources();
        given.forEach(source -> JobProgram.named(source, "source", sources));
        List<String> missing = new ArrayList<>();
        for (Node.SourceNode source : sources) {
            if (!KEPT.contains(source.kind()) && !given.contains(source.name())) {
                missing.add("source '" + source.name() + "' (" + source.kind() + ")");
            }
        }
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException(missing
                    + " would read nothing: give input(name, batch(...), ...), or input(name) if that is meant");
        }
        if (scenario.steps().isEmpty()) {
            throw new IllegalArgumentException("there is no batch to run: give input, or say batches(...)");
        }
    }
}
