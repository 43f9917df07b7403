package io.holdfast.simulation.kafka;

import io.holdfast.common.Workers;
import io.holdfast.driver.Driver;
import io.holdfast.driver.JobEnvironment;
import io.holdfast.driver.JobOptions;
import io.holdfast.kafka.KafkaClients;
import io.holdfast.model.JobListener;
import io.holdfast.testkit.simulation.BatonWorkers;
import io.holdfast.testkit.simulation.FaultPlan;
import io.holdfast.testkit.simulation.InMemoryWorkingStore;
import io.holdfast.testkit.simulation.SimulatedCrash;
import io.holdfast.testkit.simulation.SimulatedStorage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One process of the job, from its start to its end or death. */
final class KafkaLife implements Host, JobListener {

    private static final Set<String> READING = Set.of("open", "read", "list", "directories", "takeOut");

    private final KafkaWorld world;
    private final SimulatedStorage disk;
    private final BatonWorkers workers;
    private final SplittableRandom random;
    private final int number;
    private UnaryOperator<KafkaClients> defect = clients -> clients;
    private long fatal;
    private long frozenAt;
    private Runnable meanwhile = () -> {};
    private final List<Runnable> missed = new ArrayList<>();
    private boolean frozen;
    private long moments;
    private int restarts;
    private @Nullable Driver driver;
    private @Nullable SimulatedCrash death;

    KafkaLife(KafkaWorld world) {
        this.world = world;
        disk = world.disk();
        number = world.born();
        workers = new BatonWorkers(world.seed * 31 + number, world.time);
        random = new SplittableRandom(world.seed * 17 + number);
        workers.onStep(() -> moment("a step"));
        disk.faults(observer());
    }

    private FaultPlan observer() {
        return new FaultPlan() {
            @Override
            public void before(Operation operation) {
                if (READING.contains(operation.name())) {
                    requireAlive();
                } else {
                    moment("before " + operation);
                }
            }

            @Override
            public void after(Operation operation) {
                if (operation.name().equals("publish")) {
                    world.batches.published(disk, operation.path());
                } else if (operation.name().equals("syncDirectory")) {
                    world.batches.synced(operation.path());
                }
                if (!READING.contains(operation.name())) {
                    moment("after " + operation);
                }
            }
        };
    }

    /** Wraps the clients that the job gets: a planted defect. */
    KafkaLife defect(UnaryOperator<KafkaClients> newDefect) {
        defect = newDefect;
        return this;
    }

    /** Dies at this moment; 0 for none. */
    KafkaLife dieAt(long moment) {
        fatal = moment;
        return this;
    }

    /** Dies at the next moment. */
    void dieNow() {
        fatal = moments + 1;
    }

    /** Stands still at this moment, while something else happens, and then goes on as if nothing were. */
    KafkaLife freezeAt(long moment, Runnable newMeanwhile) {
        frozenAt = moment;
        meanwhile = newMeanwhile;
        return this;
    }

    KafkaLife stopAfter(Duration duration) {
        world.time.after(duration, this::stop);
        return this;
    }

    void stop() {
        Driver running = driver;
        if (running != null && death == null && !frozen) {
            running.requestStop();
        }
    }

    boolean wasFrozen() {
        return frozenAt > 0 && moments >= frozenAt;
    }

    long moments() {
        return moments;
    }

    int restarts() {
        return restarts;
    }

    long steps() {
        return workers.steps();
    }

    @Override
    public Workers workers() {
        return workers;
    }

    @Override
    public void moment(String what) {
        requireAlive();
        if (++moments == frozenAt) {
            freeze();
        }
        if (moments == fatal) {
            SimulatedCrash crash = new SimulatedCrash("moment " + moments + ", " + what);
            death = crash;
            disk.kill();
            workers.kill(crash);
            throw crash;
        }
    }

    private void freeze() {
        frozen = true;
        meanwhile.run();
        frozen = false;
        missed.forEach(Runnable::run);
    }

    @Override
    public void deliver(Runnable answer) {
        if (frozen) {
            missed.add(answer);
        } else if (death == null) {
            answer.run();
        }
    }

    private void requireAlive() {
        if (death != null) {
            throw new SimulatedCrash("this process is dead");
        }
    }

    @Override
    public boolean isDead() {
        return death != null;
    }

    /** Runs to the end; returns what ended the job, or null after a stop in good order. */
    @Nullable
    Throwable run(JobOptions options) {
        JobEnvironment environment = new JobEnvironment(
                disk,
                world.scratch.resolve("life-" + number),
                new InMemoryWorkingStore.Factory(),
                workers,
                world.time,
                random);
        KafkaClients clients = defect.apply(world.kafka.clients(this));
        Driver started =
                new Driver(options, SumsJob.plan(world, this, clients), SumsJob.TYPES, environment, List.of(this));
        driver = started;
        try {
            started.run();
            return leaks();
        } catch (Throwable e) {
            // What a dead process makes of its death is nobody's concern.
            return death == null || e instanceof AssertionError ? e : death;
        } finally {
            workers.end();
            death = death == null ? new SimulatedCrash("this process has ended") : death;
        }
    }

    private @Nullable Throwable leaks() {
        return workers.open().isEmpty() ? null : new AssertionError("these workers outlive the job: " + workers.open());
    }

    @Override
    public void restarting(Restart restart) {
        restarts++;
    }
}
