package io.holdfast.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.codec.Types;
import io.holdfast.format.SplitPosition;
import io.holdfast.plan.Plan;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A job that histories are made of, with all of it that outlives its processes. */
public abstract class SimulatedJob {

    public final World world;
    public final InputLedger ledger;
    final List<Target> targets;

    SimulatedJob(World world, InputLedger ledger, List<Target> targets) {
        this.world = world;
        this.ledger = ledger;
        this.targets = targets;
    }

    /** Makes the job of a history, with input as its script wants it. */
    @FunctionalInterface
    interface Kind {
        SimulatedJob of(World world, Script script);
    }

    /** What the program describes. */
    public abstract Plan plan();

    abstract Types types();

    /** For how long there is still something to do when there is no more input. */
    abstract Duration afterInput();

    /**
     * Holds what a history led to against a model, when it has come to its end.
     *
     * @param allRetained whether to look at each retained batch, or only at the last
     * @return what happened, by name, and how often: what never does has proved nothing
     */
    abstract Map<String, Long> check(boolean allRetained) throws Exception;

    /** Goes up with each change of what outlives a process. */
    final long changes() {
        return world.disk().changes()
                + targets.stream().mapToLong(Target::changes).sum();
    }

    final void checkAllRead(String source) {
        List<SplitPosition> positions = world.past().positions(source);
        assertThat(positions).hasSameSizeAs(ledger.splits().keySet());
        assertThat(positions)
                .allMatch(at -> at.offset() == ledger.records(at.split()).size());
    }
}
