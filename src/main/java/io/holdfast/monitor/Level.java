package io.holdfast.monitor;

/** How a job is, for somebody who has a second. */
public enum Level {
    /** Nothing to do. */
    HEALTHY,
    /** Not as it should be: look at it. */
    ATTENTION,
    /** Results do not come out, or not in time. */
    UNHEALTHY
}
