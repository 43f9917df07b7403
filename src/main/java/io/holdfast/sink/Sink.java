package io.holdfast.sink;

import java.io.Serializable;

/**
 * Where the output of a stream goes, as the job describes it. Immutable; holds no connection.
 *
 * @param <T> the type of records it takes
 */
public interface Sink<T> extends Serializable {

    /** The kind of sink for lineage and messages, such as {@code kafka}. */
    String kind();

    /** What it writes to, without secrets. Output staged for one target is never published to another. */
    String target();

    /** Whether markers are stored at the target. Without them, publication is at least once. */
    boolean keepsMarker();

    /** A new encoder for the use of one task. */
    OutboxEncoder<T> encoder(SinkContext context);

    /** A new publisher; connects only when first used. */
    Publisher publisher(SinkContext context);
}
