package io.holdfast.simulation;

import io.holdfast.codec.Types;
import io.holdfast.common.TimeSource;
import io.holdfast.driver.Driver;
import io.holdfast.driver.JobEnvironment;
import io.holdfast.driver.JobOptions;
import io.holdfast.model.JobListener;
import io.holdfast.plan.Plan;
import io.holdfast.state.WorkingStore;
import io.holdfast.storage.Storage;
import io.holdfast.testkit.simulation.DeterministicWorkers;
import io.holdfast.testkit.simulation.FaultPlan;
import io.holdfast.testkit.simulation.InMemoryWorkingStore;
import io.holdfast.testkit.simulation.ManualTime;
import io.holdfast.testkit.simulation.SimulatedCrash;
import io.holdfast.testkit.simulation.SimulatedStorage;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One process of a job, from its start to its end or death, on one thread and in simulated time. */
public final class Life implements JobListener {

    private static final Set<String> READING = Set.of("open", "read", "list", "directories", "takeOut");

    private static final Happening STEP = Happening.before("a step of a worker");

    public final List<BatchReport> reports = new ArrayList<>();
    public final List<Restart> restarts = new ArrayList<>();
    public final List<Ready> readies = new ArrayList<>();
    private final World world;
    private final ManualTime time = new ManualTime();
    private final DeterministicWorkers workers;
    private final SimulatedStorage disk;
    private final Moments moments;
    private final SplittableRandom random;
    private final int number;
    private final long begunMillis;
    private WorkingStore.Factory stores = new InMemoryWorkingStore.Factory();
    private UnaryOperator<Storage> defect = storage -> storage;
    private final HeldWorkers held;
    private final List<JobListener> listeners = new ArrayList<>(List.of(this));
    private Moments.Event event = (moment, what) -> {};
    private FaultPlan storageFaults = FaultPlan.NONE;
    private UnaryOperator<TimeSource> clock = source -> source;
    private @Nullable Driver driver;
    private @Nullable SimulatedCrash death;

    public Life(World world, long seed) {
        this(world, seed, "");
    }

    /** With a worker that does nothing until it is let go. */
    public Life(World world, long seed, String heldWorker) {
        this.world = world;
        disk = world.disk();
        workers = new DeterministicWorkers(seed, time);
        held = new HeldWorkers(workers, heldWorker);
        number = world.born(this, held);
        random = new SplittableRandom(seed * 31 + number);
        moments = new Moments((moment, what) -> event.at(moment, what));
        time.jumpWall(Duration.ofMillis(world.wallMillis()));
        begunMillis = time.wallMillis();
        workers.onStep(() -> moments.pass(STEP));
        disk.faults(observer());
    }

    private FaultPlan observer() {
        return new FaultPlan() {
            @Override
            public void before(Operation operation) throws IOException {
                moments.pass(Happening.before(operation));
                storageFaults.before(operation);
            }

            @Override
            public void after(Operation operation) throws IOException {
                if (operation.name().equals("publish")) {
                    world.past().published(disk, operation.path());
                } else if (operation.name().equals("syncDirectory")) {
                    world.past().synced(operation.path());
                }
                if (!READING.contains(operation.name())) {
                    moments.pass(Happening.after(operation));
                }
                storageFaults.after(operation);
            }
        };
    }

    public Life stores(WorkingStore.Factory newStores) {
        stores = newStores;
        return this;
    }

    public Life defect(UnaryOperator<Storage> newDefect) {
        defect = newDefect;
        return this;
    }

    /** Somebody else who hears of the job. */
    public Life listener(JobListener listener) {
        listeners.add(listener);
        return this;
    }

    /** What fails, besides what the event does. */
    Life storageFaults(FaultPlan plan) {
        storageFaults = plan;
        return this;
    }

    /** What the job takes for the clock. */
    Life clock(UnaryOperator<TimeSource> newClock) {
        clock = newClock;
        return this;
    }

    SimulatedStorage disk() {
        return disk;
    }

    public Life on(Moments.Event newEvent) {
        event = newEvent;
        return this;
    }

    public Life dieAt(long fatal) {
        return on((moment, what) -> {
            if (moment == fatal) {
                die(what);
            }
        });
    }

    /** Kills the process: no code of it reaches anything outside any more. */
    public void die(Object what) {
        SimulatedCrash crash = new SimulatedCrash(what.toString());
        death = crash;
        moments.die();
        disk.kill();
        workers.kill(crash);
        throw crash;
    }

    boolean isDead() {
        return death != null;
    }

    /** How far the wall clock has come in this life. */
    long livedMillis() {
        return time.wallMillis() - begunMillis;
    }

    public Moments moments() {
        return moments;
    }

    public HeldWorkers workers() {
        return held;
    }

    public ManualTime time() {
        return time;
    }

    public void stop() {
        Driver running = driver;
        if (running != null) {
            running.requestStop();
        }
    }

    /** The running job. */
    public Driver driver() {
        return Objects.requireNonNull(driver);
    }

    /** Does something to the running job at a time of this life. */
    public Life at(Duration when, Consumer<Driver> what) {
        time.after(when, () -> what.accept(driver()));
        return this;
    }

    public Life stopAfter(Duration duration) {
        time.after(duration, this::stop);
        return this;
    }

    /** Runs to the end; returns what ended the job, or null after a stop. */
    @Nullable
    public Throwable run(JobOptions options, Plan plan, Types types) {
        JobEnvironment environment = new JobEnvironment(
                defect.apply(disk), world.scratch.resolve("life-" + number), stores, held, clock.apply(time), random);
        Driver newDriver = new Driver(options, plan, types, environment, listeners);
        driver = newDriver;
        try {
            newDriver.run();
            return null;
        } catch (Throwable e) {
            // What a dead process makes of its death is nobody's concern.
            return death == null || e instanceof AssertionError ? e : death;
        } finally {
            world.wallMillis(world.wallMillis() + livedMillis());
        }
    }

    @Override
    public void ready(Ready ready) {
        readies.add(ready);
    }

    @Override
    public void committed(BatchReport report) {
        if (!world.past().batches().containsKey(report.batch())) {
            throw new AssertionError("batch " + report.batch() + " was reported before it was durable");
        }
        reports.add(report);
    }

    @Override
    public void restarting(Restart restart) {
        restarts.add(restart);
    }
}
