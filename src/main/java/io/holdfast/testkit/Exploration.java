package io.holdfast.testkit;

import io.holdfast.checkpoint.CheckpointReader;
import io.holdfast.codec.Types;
import io.holdfast.driver.JobDescription;
import io.holdfast.failure.HoldfastException;
import io.holdfast.plan.Node;
import io.holdfast.storage.Storage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Every death of a process in one scenario. One process runs through it and the world is kept after each change that it makes: a
 * process that dies at any moment leaves one of these behind, as between two changes nothing differs but its memory, which is
 * lost. Each of these worlds suffers each {@link Fate}, and another process goes on from there to the end. Worlds that are
 * equal are gone on from once.
 *
 * <p>A process that goes on begins in the step in which the other died, or in the next one if the batch of that step was committed:
 * so each step has one batch at one time, with and without crashes.
 */
final class Exploration {

    /** A process that has finished its first step does what any other does. */
    private static final int UNTIL_RECOVERED = 2;

    private record Capture(World world, Change change) {}

    private final JobProgram program;
    private final Scenario scenario;
    private final UnaryOperator<Storage> defect;
    private final int deaths;
    private final int only;
    private final Scratch scratch;
    private final ReadPlans plans = new ReadPlans();
    private final Verdicts verdicts;
    private final List<String> sinks;
    private final Sameness sameness;
    private final Set<String> points = new HashSet<>();
    private final List<Set<String>> seen = new ArrayList<>();
    private int tried;
    private int equal;

    /**
     * All deaths.
     *
     * @param deaths how many processes die, one after the other, before one lives on
     * @param only the number of the only death to be gone on from; 0 for all
     */
    Exploration(
            JobProgram program,
            JobDescription described,
            Scenario scenario,
            UnaryOperator<Storage> defect,
            int deaths,
            int only,
            Scratch scratch) {
        this.program = program;
        this.scenario = scenario;
        this.defect = defect;
        this.deaths = deaths;
        this.only = only;
        this.scratch = scratch;
        verdicts = new Verdicts(scenario);
        Types types = described.types();
        sameness = new Sameness(types);
        sinks = described.plan().sinks().stream().map(Node.SinkNode::name).toList();
        for (int level = 0; level < deaths; level++) {
            seen.add(new HashSet<>());
        }
    }

    /** Goes through all of it; throws the first divergence. Returns what comes of it without a crash. */
    Ending run(List<String> sources) {
        List<Capture> captures = new ArrayList<>();
        World world = scenario.begin(sources);
        Ending expected = live(world, new Life(world, false, Integer.MAX_VALUE, captures));
        World again = scenario.begin(sources);
        Ending second = live(again, new Life(again, false, 0, new ArrayList<>()));
        expected.difference(second, sinks, sameness).ifPresent(difference -> {
            throw verdicts.notDeterministic(difference);
        });
        descend(captures, null, expected, 0);
        return expected;
    }

    private void descend(List<Capture> captures, @Nullable Death before, Ending expected, int level) {
        for (Capture capture : captures) {
            points.add(capture.change().point());
            for (Fate fate : Fate.values()) {
                World world = capture.world().copy();
                fate.befall(world, captures.indexOf(capture));
                if (seen.get(level).add(world.digest())) {
                    tried++;
                    goOn(world, new Death(tried, world.step(), capture.change(), fate, before), expected, level);
                } else {
                    equal++;
                }
            }
        }
    }

    private void goOn(World world, Death death, Ending expected, int level) {
        boolean dies = level + 1 < deaths;
        if (only > 0 && only != death.number() && !dies) {
            return;
        }
        List<Capture> captures = new ArrayList<>();
        Ending found;
        try {
            found = live(world, new Life(world, !isCommitted(world), dies ? UNTIL_RECOVERED : 0, captures));
        } catch (RuntimeException | Error e) {
            throw verdicts.failed(death, e);
        }
        expected.difference(found, sinks, sameness).ifPresent(difference -> {
            throw verdicts.differs(death, difference);
        });
        if (dies) {
            descend(captures, death, expected, level + 1);
        }
    }

    /** Whether the batch of the current step is in the checkpoint, or there was none before the first. */
    private static boolean isCommitted(World world) {
        try {
            return world.step() == 0
                    || new CheckpointReader(world.disk().newProcess())
                                    .readHead()
                                    .manifest()
                                    .batchTimeMillis()
                            >= world.clock().wallMillis();
        } catch (HoldfastException damaged) {
            // The process that starts there will say so.
            return false;
        }
    }

    /** One process to its end; throws what ended the job, unless that was the end of the scenario. */
    private Ending live(World world, Life life) {
        JobDescription job = program.describe(world.disk(), scratch.next());
        SimulatedProcess process = new SimulatedProcess(world, job, plans, life, life, defect, scratch.processes());
        life.process = process;
        Throwable failure = process.run();
        world.endProcess();
        if (failure instanceof RuntimeException exception) {
            throw exception;
        } else if (failure instanceof Error error) {
            throw error;
        } else if (failure != null) {
            throw new IllegalStateException("the job failed: " + failure, failure);
        }
        return new Ending(
                Outcome.of(world, sinks), new EndState(process.restore(world.disk(), scratch.next()), job.types()));
    }

    /** Leads one process through the rest of the scenario, and keeps the worlds in which it could die. */
    private final class Life implements SimulatedProcess.Pace, Consumer<Change> {

        private final World world;
        private final int watched;
        private final List<Capture> captures;
        private int paces;
        private boolean repeatsStep;
        private long changes = -1;
        private @Nullable SimulatedProcess process;

        /**
         * A life that is about to begin.
         *
         * @param repeatsStep whether it begins in the step in which the world is
         * @param watched how many paces, of which the first is the start, its worlds are kept
         */
        Life(World world, boolean repeatsStep, int watched, List<Capture> captures) {
            this.world = world;
            this.repeatsStep = repeatsStep;
            this.watched = watched;
            this.captures = captures;
        }

        @Override
        public void next() {
            paces++;
            if (repeatsStep) {
                repeatsStep = false;
            } else if (!scenario.isOver(world)) {
                scenario.next(world);
            } else if (process != null) {
                process.stop();
            }
        }

        @Override
        public void accept(Change change) {
            if (paces < watched && world.changes() != changes) {
                changes = world.changes();
                captures.add(new Capture(world.copy(), change));
            }
        }
    }

    /** The points of the protocol at which a process died. */
    int points() {
        return points.size();
    }

    /** Deaths that were gone on from. */
    int tried() {
        return tried;
    }

    /** Deaths that left the same as another. */
    int equal() {
        return equal;
    }
}
