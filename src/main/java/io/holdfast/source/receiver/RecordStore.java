package io.holdfast.source.receiver;

/**
 * Where a receiver puts what it receives. Thread-safe.
 *
 * @param <T> the type of records
 */
public interface RecordStore<T> {

    /**
     * Keeps a record, which must not be changed any more, until the batch that holds it is committed. Waits while the source
     * holds as many records as it may.
     *
     * @return the offset of the record, for {@link Receiver#acknowledge}: one more than that of the record stored before
     * @throws io.holdfast.failure.SourceException if the job has ended, or the thread was interrupted while it waited
     */
    long store(T record);
}
