package io.holdfast.drill;

import java.util.Locale;

/** The kinds of faults that a drill can inject. */
public enum FaultKind {
    /** SIGKILL. */
    KILL,
    /** SIGSTOP, a successor on the same directory, SIGCONT. */
    STOP,
    /** The disk of the checkpoint fills up, and is freed again. */
    DISK_FULL,
    /** The connection to Kafka is cut, delayed, or swallows everything. */
    NET;

    /** As on the command line. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
