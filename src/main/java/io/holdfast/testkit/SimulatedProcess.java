package io.holdfast.testkit;

import io.holdfast.driver.Driver;
import io.holdfast.driver.JobDescription;
import io.holdfast.driver.JobEnvironment;
import io.holdfast.driver.RestoredState;
import io.holdfast.model.JobListener;
import io.holdfast.plan.Node;
import io.holdfast.sink.Sink;
import io.holdfast.source.Source;
import io.holdfast.storage.Storage;
import io.holdfast.testkit.simulation.DeterministicWorkers;
import io.holdfast.testkit.simulation.FaultPlan;
import io.holdfast.testkit.simulation.InMemoryWorkingStore;
import io.holdfast.testkit.simulation.ManualTime;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One process of a job: the driver of production with the job's own plan, all of it on one thread.
 *
 * <p>Two clocks. What the job sees is the clock of the world, which moves between steps only, so that batch times, and with them
 * timeouts, are the same whatever happens in between. What the engine waits by is a clock of the process: where it
 * has nothing to do, waiting takes no time. So a step is done when the job has planned a batch, all workers are idle, and
 * that other clock has to move for anything to happen.
 */
final class SimulatedProcess implements JobListener {

    /** What comes after a step. */
    @FunctionalInterface
    interface Pace {

        /** Called when the process is ready, and after each step; returns at the time of the next step, or once it is to stop. */
        void next();
    }

    private final World world;
    private final JobDescription job;
    private final ReadPlans plans;
    private final Pace pace;
    private final Consumer<Change> observer;
    private final UnaryOperator<Storage> defect;
    private final long number;
    private final ManualTime waits = new ManualTime();
    private final DeterministicWorkers workers;
    private final Driver driver;
    private boolean planned;

    /**
     * A process that is about to begin.
     *
     * @param plans what the job's own sources read in each step
     * @param observer hears of each change that outlives the process
     * @param defect what the process sees of the disk
     * @param number tells it from the other processes of its world, and decides in which order its workers run
     */
    SimulatedProcess(
            World world,
            JobDescription job,
            ReadPlans plans,
            Pace pace,
            Consumer<Change> observer,
            UnaryOperator<Storage> defect,
            long number) {
        this.world = world;
        this.job = job;
        this.plans = plans;
        this.pace = pace;
        this.observer = observer;
        this.defect = defect;
        this.number = number;
        workers = new DeterministicWorkers(number, waits);
        world.disk().faults(new FaultPlan() {
            @Override
            public void after(Operation operation) {
                observer.accept(Change.of(operation));
            }
        });
        List<JobListener> listeners = new ArrayList<>(job.listeners());
        listeners.add(this);
        driver = new Driver(
                job.options(),
                job.plan().with(this::source, this::sink),
                job.types(),
                environment(world.disk(), job.workDirectory()),
                listeners);
    }

    private JobEnvironment environment(Storage disk, Path workDirectory) {
        return new JobEnvironment(
                defect.apply(disk),
                workDirectory,
                new InMemoryWorkingStore.Factory(),
                workers,
                world.clock(),
                new SplittableRandom(number));
    }

    /** All state that its successor would begin with, by table. */
    Map<String, List<RestoredState.Entry>> restore(Storage disk, Path workDirectory) {
        try {
            return RestoredState.newest(environment(disk, workDirectory), job.types());
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("the state cannot be restored: " + e, e);
        }
    }

    private Source<?> source(Node.SourceNode node) {
        InputLog input = world.inputs().get(node.name());
        Source<?> source = input == null ? node.source() : new ScriptedSource(node.kind(), input, world::step);
        return new PlannedSource<>(source, (positions, original) -> {
            planned = true;
            return plans.plan(node.name(), world.step(), positions, original);
        });
    }

    private Sink<Object> sink(Node.SinkNode node) {
        return new CapturingSink(node.sink(), world, observer);
    }

    /** Runs to the end; returns what ended the job, or null after a stop. */
    @Nullable
    Throwable run() {
        beatLater();
        try {
            driver.run();
            return null;
        } catch (Throwable e) {
            return e;
        }
    }

    /** Asks the job to stop. */
    void stop() {
        driver.requestStop();
    }

    @Override
    public void ready(Ready ready) {
        pace.next();
    }

    private void beatLater() {
        waits.after(job.options().batchInterval(), this::beat);
    }

    private void beat() {
        if (planned && workers.isIdle()) {
            planned = false;
            pace.next();
        }
        beatLater();
    }
}
