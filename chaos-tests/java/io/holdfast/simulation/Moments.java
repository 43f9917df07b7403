package io.holdfast.simulation;

import io.holdfast.testkit.simulation.SimulatedCrash;

/** All moments at which one simulated process can die: around each operation outside of it, and at each step of a worker. */
public final class Moments {

    /** What happens at a moment. */
    public interface Event {
        void at(long moment, Happening what);
    }

    private final Event event;
    private long count;
    private boolean dead;

    public Moments(Event event) {
        this.event = event;
    }

    /** Nobody outside hears of a process that is dead. */
    public void pass(Happening what) {
        if (dead) {
            throw new SimulatedCrash("this process is dead");
        }
        event.at(++count, what);
    }

    public void die() {
        dead = true;
    }

    public long count() {
        return count;
    }
}
