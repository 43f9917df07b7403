package io.holdfast.source.generator;

import java.io.Serializable;
import java.util.random.RandomGenerator;

/**
 * Makes the record of a place in a split. The same arguments must give equal records: that is what makes the source
 * replayable, so no clock and no other randomness. Called by several tasks at the same time, for different splits.
 */
@FunctionalInterface
public interface RecordFunction<T> extends Serializable {

    /**
     * Makes one record.
     *
     * @param split counting from 0
     * @param offset of the record in its split, counting from 0
     * @param random draws what the seed, the split and the offset say; valid only during this call
     */
    T record(int split, long offset, RandomGenerator random) throws Exception;
}
