package io.holdfast.source;

import io.holdfast.failure.UserCodeException;

/** Takes records of a split in order. */
@FunctionalInterface
public interface RecordOutput<T> {

    void record(long offset, T value) throws Exception;

    /**
     * Takes, in the place of a record, that it cannot be decoded; throws the failure unless the job lets such records go.
     *
     * @param text what the record is, as far as it can be told
     */
    default void failed(long offset, String text, UserCodeException failure) throws Exception {
        throw failure;
    }
}
