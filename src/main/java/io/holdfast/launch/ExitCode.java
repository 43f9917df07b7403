package io.holdfast.launch;

import io.holdfast.failure.ConfigurationException;
import io.holdfast.failure.CorruptCheckpointException;
import io.holdfast.failure.FencedException;
import io.holdfast.failure.IncompatibleCheckpointException;

/** How a process that runs a job ends: what a supervisor needs to know of it. Numbers from 64 on as in BSD's sysexits. */
public enum ExitCode {
    STOPPED(0, "stopped in good order"),
    FAILED(1, "failed, and a restart may help: a broker was away, a disk full, a function threw"),
    WRONG_USAGE(2, "wrong usage or configuration; a restart does not help"),
    DAMAGED(65, "the checkpoint is damaged; a restart does not help, the message says what does"),
    TAKEN_OVER(69, "another process has the checkpoint directory; a restart would take it away from that one"),
    INCOMPATIBLE(78, "job and checkpoint do not fit together; a restart does not help");

    private final int number;
    private final String meaning;

    ExitCode(int number, String meaning) {
        this.number = number;
        this.meaning = meaning;
    }

    public int number() {
        return number;
    }

    public String meaning() {
        return meaning;
    }

    /** Whether a supervisor should start the process again. */
    public boolean isForRestart() {
        return this == FAILED;
    }

    /** What a failure comes to. */
    public static ExitCode of(Throwable failure) {
        if (failure instanceof ConfigurationException) {
            return WRONG_USAGE;
        } else if (failure instanceof CorruptCheckpointException) {
            return DAMAGED;
        } else if (failure instanceof FencedException) {
            return TAKEN_OVER;
        } else if (failure instanceof IncompatibleCheckpointException) {
            return INCOMPATIBLE;
        }
        return FAILED;
    }
}
