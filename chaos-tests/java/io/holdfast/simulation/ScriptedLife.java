package io.holdfast.simulation;

import io.holdfast.failure.SinkException;
import io.holdfast.failure.SourceException;
import io.holdfast.failure.UserCodeException;
import io.holdfast.storage.Storage;
import io.holdfast.storage.StoredFile;
import io.holdfast.testkit.simulation.FaultPlan;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Arranges for the faults of one process. */
final class ScriptedLife implements FaultPlan {

    private final SimulatedJob job;
    private final Life life;
    private final List<Fault> faults;
    private final Tally tally;
    private final Runnable successor;
    private final boolean watched;
    private int stores;
    private int records;

    /**
     * One process, not yet begun.
     *
     * @param successor what happens when another process takes over beside this one
     * @param watched whether the points of the protocol that it passes are noted
     */
    ScriptedLife(SimulatedJob job, Life life, List<Fault> faults, Tally tally, Runnable successor, boolean watched) {
        this.job = job;
        this.life = life;
        this.faults = faults;
        this.tally = tally;
        this.successor = successor;
        this.watched = watched;
    }

    void arrange() {
        life.storageFaults(this);
        job.targets.forEach(target -> target.onStore(this::stored));
        job.ledger.onRead((split, offset) -> read());
        for (Fault fault : faults) {
            if (fault.kind() == Fault.Kind.CLOCK_FROZEN) {
                tally.fired(fault.kind());
                life.clock(time -> new FrozenTime(time, time.wallMillis()));
            }
        }
    }

    /** The storage as the process sees it, and what each directory was listed as last, by whichever process. */
    Storage listing(Storage storage, Map<String, List<StoredFile>> listings) {
        Storage listed = storage;
        for (Fault fault : faults) {
            if (fault.kind() == Fault.Kind.LISTING_STALE) {
                listed = new StaleListing(
                        listed,
                        () -> life.disk().operations() >= fault.at(),
                        fault.detail() % 2 == 0,
                        listings,
                        () -> tally.fired(fault.kind()));
            }
        }
        return listed;
    }

    /** A moment of the process. */
    void moment(long moment, Happening what) {
        if (watched) {
            tally.passed(what.point());
        }
        for (Fault fault : faults) {
            if (fault.at() == moment) {
                strike(fault, what);
            }
        }
    }

    private void strike(Fault fault, Happening what) {
        switch (fault.kind()) {
            case DEATH, POWER_CUT -> {
                tally.fired(fault.kind());
                tally.diedAt(what.point());
                life.die(what);
            }
            case CLOCK_JUMPS -> {
                tally.fired(fault.kind());
                life.time().jumpWall(Duration.ofMillis(fault.detail()));
            }
            case SUCCESSOR -> {
                tally.fired(fault.kind());
                successor.run();
            }
            default -> {}
        }
    }

    @Override
    public void before(Operation operation) throws IOException {
        for (Fault fault : faults) {
            boolean now = operation.number() == fault.at();
            if ((now && fault.kind() == Fault.Kind.OPERATION_FAILS)
                    || (operation.number() >= fault.at() && fault.kind() == Fault.Kind.STORAGE_FAILS)) {
                tally.fired(fault.kind());
                throw new IOException("simulated fault before " + operation);
            }
            if (now && fault.kind() == Fault.Kind.DISK_FULL) {
                tally.fired(fault.kind());
                life.disk().capacity(0);
            }
        }
    }

    @Override
    public void after(Operation operation) throws IOException {
        for (Fault fault : faults) {
            if (operation.number() == fault.at() && fault.kind() == Fault.Kind.REPLY_LOST) {
                tally.fired(fault.kind());
                throw new IOException("simulated loss of the reply after " + operation);
            }
        }
    }

    private void read() {
        records++;
        for (Fault fault : faults) {
            if (records >= fault.at() && fault.kind() == Fault.Kind.READING_SLOW) {
                tally.fired(fault.kind());
                life.time().advance(Duration.ofMillis(fault.detail()));
            }
            if (records >= fault.at() && records < fault.at() + fault.detail()) {
                if (fault.kind() == Fault.Kind.SOURCE_FAILS) {
                    tally.fired(fault.kind());
                    throw new SourceException("simulated failure of the source");
                }
                if (fault.kind() == Fault.Kind.CODE_FAILS) {
                    tally.fired(fault.kind());
                    throw new UserCodeException("simulated failure of the job's code");
                }
            }
        }
    }

    private void stored(boolean after, long batch) {
        stores += after ? 0 : 1;
        for (Fault fault : faults) {
            if (stores == fault.at() && fault.kind() == (after ? Fault.Kind.SINK_REPLY_LOST : Fault.Kind.SINK_FAILS)) {
                tally.fired(fault.kind());
                throw new SinkException("simulated failure of the target, batch " + batch);
            }
        }
    }
}
