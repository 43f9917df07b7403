package io.holdfast.sink;

import io.holdfast.common.BytesWriter;

/** Turns records into the bytes that will be published. Used by one task at a time. */
public interface OutboxEncoder<T> extends AutoCloseable {

    /** Called before the first record of each batch, also when a batch is tried again. */
    default void beginBatch() {}

    /**
     * Appends the bytes of one record, perhaps none. Whatever the target would refuse (size, partition) must be refused here, where
     * the batch can still fail.
     */
    void encode(T value, BytesWriter out) throws Exception;

    @Override
    default void close() {}
}
