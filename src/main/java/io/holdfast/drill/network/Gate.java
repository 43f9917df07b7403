package io.holdfast.drill.network;

import java.time.Duration;

/** Lets what flows in one direction pass at once, late, or not before it is told to. Thread-safe. */
public final class Gate {

    private boolean held;
    private Duration delay = Duration.ZERO;
    private long heldChunks;
    private long delayedChunks;

    /** From now on nothing passes; what arrives waits in its order. */
    public synchronized void hold() {
        held = true;
    }

    /** Lets everything pass, at once. */
    public synchronized void release() {
        held = false;
        delay = Duration.ZERO;
        notifyAll();
    }

    /** From now on each chunk passes so much later. */
    public synchronized void delay(Duration time) {
        delay = time;
    }

    /** How many chunks had to wait because the gate was held. */
    public synchronized long heldChunks() {
        return heldChunks;
    }

    /** How many chunks were delayed. */
    public synchronized long delayedChunks() {
        return delayedChunks;
    }

    /** Returns when the chunk that has arrived may go on. */
    @SuppressWarnings("WaitNotInLoop") // to wake up early makes a delay shorter, which does no harm
    public synchronized void pass() throws InterruptedException {
        if (held) {
            heldChunks++;
        }
        while (held) {
            wait();
        }
        if (!delay.isZero()) {
            delayedChunks++;
            // A release ends the delay, too.
            wait(delay.toMillis());
        }
    }
}
