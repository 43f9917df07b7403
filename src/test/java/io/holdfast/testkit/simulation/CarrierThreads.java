package io.holdfast.testkit.simulation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Daemon threads that are used again: a simulated process needs a dozen, and processes are simulated by the thousand. */
final class CarrierThreads {

    private static final Deque<Carrier> IDLE = new ArrayDeque<>();
    private static int created;

    private CarrierThreads() {}

    /** Runs the work on a thread that is idle, or a new one. */
    static void run(Runnable work) {
        Carrier carrier;
        synchronized (IDLE) {
            carrier = IDLE.isEmpty() ? null : IDLE.pop();
            if (carrier == null) {
                carrier = new Carrier("simulated-" + created++);
                carrier.setDaemon(true);
                carrier.work = work;
                carrier.start();
                return;
            }
        }
        carrier.work = work;
        LockSupport.unpark(carrier);
    }

    /** How many threads were ever made. */
    static int created() {
        synchronized (IDLE) {
            return created;
        }
    }

    private static final class Carrier extends Thread {

        private volatile @Nullable Runnable work;

        Carrier(String name) {
            super(name);
        }

        @Override
        public void run() {
            while (true) {
                Runnable next = work;
                if (next == null) {
                    LockSupport.park(IDLE);
                } else {
                    work = null;
                    next.run();
                    synchronized (IDLE) {
                        IDLE.push(this);
                    }
                }
            }
        }
    }
}
