package io.holdfast.chaos;

import java.time.Duration;

/** Lets what flows in one direction pass at once, late, or not before it is told to. Thread-safe. */
final class Gate {

    private boolean held;
    private Duration delay = Duration.ZERO;
    private long heldChunks;
    private long delayedChunks;

    /** From now on nothing passes; what arrives waits in its order. */
    synchronized void hold() {
        held = true;
    }

    /** Lets everything pass, at once. */
    synchronized void release() {
        held = false;
        delay = Duration.ZERO;
        notifyAll();
    }

    /** From now on each chunk passes so much later. */
    synchronized void delay(Duration time) {
        delay = time;
    }

    /** How many chunks had to wait because the gate was held. */
    synchronized long heldChunks() {
        return heldChunks;
    }

    synchronized long delayedChunks() {
        return delayedChunks;
    }

    /** Returns when the chunk that has arrived may go on. */
    void pass() throws InterruptedException {
        Thread.sleep(passHeld().toMillis());
    }

    private synchronized Duration passHeld() throws InterruptedException {
        if (held) {
            heldChunks++;
        }
        while (held) {
            wait();
        }
        if (!delay.isZero()) {
            delayedChunks++;
        }
        return delay;
    }
}
