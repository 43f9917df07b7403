package io.holdfast.source;

/** Takes records of a split in order. */
@FunctionalInterface
public interface RecordOutput<T> {

    void record(long offset, T value) throws Exception;
}
