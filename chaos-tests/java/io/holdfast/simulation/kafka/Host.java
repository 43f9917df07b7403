package io.holdfast.simulation.kafka;

import io.holdfast.common.Workers;

/** The simulated process that a client lives in. */
public interface Host {

    /** Where its clients wait. */
    Workers workers();

    /** A moment at which the process may die: throws if it does, or has. */
    void moment(String what);

    /** Hands over an answer: at once, or when the process goes on if it stands still, or never if it is dead. */
    void deliver(Runnable answer);

    /** Whether nobody is there any more to ask again. */
    boolean isDead();
}
