package io.holdfast.testkit.simulation;

/** The simulated process died here. No code of the process runs on: all it asks of the storage throws this too. */
public final class SimulatedCrash extends Error {

    private static final long serialVersionUID = 1L;

    /** A death at the moment that the message tells. */
    public SimulatedCrash(String message) {
        super(message);
    }
}
