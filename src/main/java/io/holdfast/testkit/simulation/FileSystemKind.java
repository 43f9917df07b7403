package io.holdfast.testkit.simulation;

/** Whose rules a simulated disk follows. */
public enum FileSystemKind {
    /** Publication is {@code link(2)}: the old name stays. A name is durable once its directory is synced. */
    LOCAL,
    /** Publication is a rename that refuses a taken name: the old name goes. Names are durable at once. */
    HDFS
}
