package io.holdfast.sink;

import io.holdfast.format.Marker;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes committed output visible at the target: in order, and at most once where markers are kept. Used by one thread
 * at a time. Failures are {@link io.holdfast.failure.SinkException}s; after one, the engine closes the publisher and
 * begins with a new one.
 */
public interface Publisher extends AutoCloseable {

    /**
     * Shuts out every older publisher of this sink, then reads the marker at the target. Called once, first.
     *
     * @return the marker, or null if there is none or this sink keeps none
     */
    @Nullable
    Marker recover() throws Exception;

    /**
     * Publishes outboxes of consecutive committed batches, in order, each atomically with its marker or in several
     * such steps. May take many outboxes in one step.
     *
     * @param outboxes in order of their batches; at least one
     * @param skipRecords how many records of the first outbox are already published
     */
    void publish(List<Outbox> outboxes, long skipRecords) throws Exception;

    /** Does what must be done now and then, such as refreshing a marker before the target forgets it. */
    default void keepAlive() throws Exception {}

    @Override
    void close();
}
