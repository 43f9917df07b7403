package io.holdfast.execution;

/**
 * Where the time of a batch went.
 *
 * @param readNanos the first stage: sources are read, and what needs no shuffle is done to their records
 * @param computeNanos the stages after it
 * @param sealNanos changed state and output were serialized and collected
 */
public record RunTimes(long readNanos, long computeNanos, long sealNanos) {

    /** Of a batch that was not measured. */
    public static final RunTimes NONE = new RunTimes(0, 0, 0);
}
