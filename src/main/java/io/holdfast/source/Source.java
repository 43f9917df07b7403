package io.holdfast.source;

import java.io.Serializable;

/**
 * A source that can be read again from an offset, as the job describes it. Immutable; holds no connection.
 *
 * @param <T> the type of its records
 */
public interface Source<T> extends Serializable {

    /** The kind of source for lineage and messages, such as {@code kafka}. */
    String kind();

    /** Opens a reader. Must not block; connections are made by {@link SourceReader#start}. */
    SourceReader<T> open(SourceContext context);

    /**
     * Whether a process can read again what another one has read. If not, batches cannot be computed again, and a job cannot be
     * drilled. Default: true.
     */
    default boolean canBeReadAgain() {
        return true;
    }

    /**
     * Tells that the job has ended in this process, for sources that keep something over the lives of their readers, all of which
     * are closed. Default: nothing.
     */
    default void ended() {}
}
