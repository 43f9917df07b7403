package io.holdfast.source.receiver;

/**
 * Takes records from something that sends each of them once, or until it is acknowledged.
 *
 * @param <T> the type of records
 */
public interface Receiver<T> extends AutoCloseable {

    /**
     * Receives until {@link #close} or the end of what there is; called on a thread of its own. What it throws is logged and
     * counted, and it is called again after a pause; a {@link io.holdfast.failure.ConfigurationException} ends the job instead.
     * When it returns, nothing more is received until the job is started again.
     */
    void receive(RecordStore<T> records) throws Exception;

    /**
     * Tells that the batch that holds the last of these records is committed: whoever sent them may forget them. Called after
     * each such commit on the thread that commits, which it should not hold up. What it throws is logged and counted; the
     * next call covers the same records. Default: nothing.
     *
     * @param upTo the offset after that of the last committed record, as {@link RecordStore#store} numbers them
     */
    default void acknowledge(long upTo) throws Exception {}

    /**
     * Makes {@link #receive} return or throw soon. Called once, from another thread, when the job has ended, perhaps before
     * {@code receive} was called.
     */
    @Override
    void close() throws Exception;
}
