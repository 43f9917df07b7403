package io.holdfast.driver;

import io.holdfast.storage.SimulatedCrash;

/** All moments at which one simulated process can die: around each operation outside of it, and at each step of a worker. */
final class Moments {

    /** What happens at a moment. */
    interface Event {
        void at(long moment, String what);
    }

    private final Event event;
    private long count;
    private boolean dead;

    Moments(Event event) {
        this.event = event;
    }

    /** Nobody outside hears of a process that is dead. */
    void pass(String what) {
        if (dead) {
            throw new SimulatedCrash("this process is dead");
        }
        event.at(++count, what);
    }

    void die() {
        dead = true;
    }

    long count() {
        return count;
    }
}
