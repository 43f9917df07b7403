package io.holdfast.chaos;

import java.util.Random;

/** What may happen to a job in the soak, and how often, relative to the others. */
enum SoakFault {
    /** SIGKILL, aimed at a phase. */
    KILL(180),
    /** All connections to the broker are reset, again and again; then SIGKILL. */
    CONNECTIONS_CUT(5),
    /** Nothing comes through to or from the broker for a while, SIGKILL during or after it. */
    BLACK_HOLE(4),
    /** The broker dies of SIGKILL and is started again, with the job alive; then SIGKILL for the job. */
    BROKER_KILLED(2),
    /** The owner is stopped, loses its lock, is succeeded, and goes on; then SIGKILL for the successor. */
    OWNER_STOPPED(4),
    /** The disk of the checkpoint is full until the job has ended, then it is freed. */
    DISK_FULL(4),
    /** SIGTERM. */
    TERMINATED(3);

    private final int weight;

    SoakFault(int weight) {
        this.weight = weight;
    }

    static SoakFault draw(Random random) {
        int total = 0;
        for (SoakFault fault : values()) {
            total += fault.weight;
        }
        int drawn = random.nextInt(total);
        for (SoakFault fault : values()) {
            drawn -= fault.weight;
            if (drawn < 0) {
                return fault;
            }
        }
        throw new IllegalStateException("weights do not add up");
    }
}
