package io.holdfast.testkit.simulation;

import java.io.IOException;

/**
 * Sees each operation of one simulated process on its storage, before and after it takes effect; may throw a
 * {@link SimulatedCrash}, after which the process is dead, or an IOException, or run something else in between.
 */
public interface FaultPlan {

    /** An operation: its number, counting from 1 in each process, and what it is. */
    record Operation(long number, String name, String path) {}

    /** The operation is about to take effect. */
    default void before(Operation operation) throws IOException {}

    /** The operation took effect; the process does not know yet. */
    default void after(Operation operation) throws IOException {}

    /** Nothing goes wrong. */
    FaultPlan NONE = new FaultPlan() {};

    /** The process dies before the numbered operation takes effect. */
    static FaultPlan crashBefore(long number) {
        return new FaultPlan() {
            @Override
            public void before(Operation operation) {
                if (operation.number() == number) {
                    throw new SimulatedCrash("before " + operation);
                }
            }
        };
    }

    /** The process dies after the numbered operation took effect and before it learns of it. */
    static FaultPlan crashAfter(long number) {
        return new FaultPlan() {
            @Override
            public void after(Operation operation) {
                if (operation.number() == number) {
                    throw new SimulatedCrash("after " + operation);
                }
            }
        };
    }

    /** The numbered operation fails without effect, and with {@code forever} all after it. */
    static FaultPlan failBefore(long number, boolean forever) {
        return new FaultPlan() {
            @Override
            public void before(Operation operation) throws IOException {
                if (operation.number() == number || (forever && operation.number() > number)) {
                    throw new IOException("simulated fault before " + operation);
                }
            }
        };
    }

    /** The numbered operation takes effect, but reports a failure. */
    static FaultPlan failAfter(long number) {
        return new FaultPlan() {
            @Override
            public void after(Operation operation) throws IOException {
                if (operation.number() == number) {
                    throw new IOException("simulated fault after " + operation);
                }
            }
        };
    }

    /** Runs an action before the numbered operation: what another process does at that instant. */
    static FaultPlan runBefore(long number, Runnable action) {
        return new FaultPlan() {
            @Override
            public void before(Operation operation) {
                if (operation.number() == number) {
                    action.run();
                }
            }
        };
    }
}
