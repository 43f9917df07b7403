package io.holdfast.source.generator;

import java.io.Serializable;

/**
 * How much a generator makes. {@code Long.MAX_VALUE} stands for no limit.
 *
 * @param splits how many splits
 * @param recordsPerSecond of all splits together
 * @param records of all splits together, in the life of the source
 * @param seed of the randomness
 */
record GeneratorOptions(int splits, long recordsPerSecond, long records, long seed) implements Serializable {

    static final long UNLIMITED = Long.MAX_VALUE;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    boolean isPaced() {
        return recordsPerSecond != UNLIMITED;
    }

    /** How many records a split has in all. */
    long recordsOf(int split) {
        return records == UNLIMITED ? UNLIMITED : share(records, split);
    }

    /** How many records a split gets in this time. */
    long recordsOf(int split, long elapsedNanos) {
        if (!isPaced()) {
            return UNLIMITED;
        }
        long ofSeconds = elapsedNanos / NANOS_PER_SECOND * recordsPerSecond;
        return share(ofSeconds + elapsedNanos % NANOS_PER_SECOND * recordsPerSecond / NANOS_PER_SECOND, split);
    }

    /** Of a total that is dealt out one by one. */
    private long share(long total, int split) {
        return total / splits + (split < total % splits ? 1 : 0);
    }
}
