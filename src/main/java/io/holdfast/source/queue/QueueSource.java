package io.holdfast.source.queue;

import io.holdfast.failure.ConfigurationException;
import io.holdfast.source.Source;
import io.holdfast.source.SourceContext;
import io.holdfast.source.SourceReader;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Batches put in by hand, for tests. Each batch put in, also an empty one, is read as one batch of the engine, however
 * many records it has. Everything is kept, so that a job can be restarted on the same object within one JVM; it cannot
 * be sent to another. Thread-safe.
 *
 * @param <T> the type of its records
 */
public final class QueueSource<T> implements Source<T> {

    private final transient @Nullable QueuedBatches<T> queue = new QueuedBatches<>();

    private QueueSource() {}

    /** A source that starts with these batches. */
    public static <T> QueueSource<T> of(List<? extends List<? extends T>> batches) {
        QueueSource<T> source = new QueueSource<>();
        batches.forEach(source::add);
        return source;
    }

    /** Puts in one more batch. */
    public void add(List<? extends T> batch) {
        queue().add(batch);
    }

    @Override
    public String kind() {
        return "queue";
    }

    @Override
    public SourceReader<T> open(SourceContext context) {
        return new QueueReader<>(context.source(), queue());
    }

    private QueuedBatches<T> queue() {
        if (queue == null) {
            throw new ConfigurationException("a queue source holds its records in memory and was sent to another"
                    + " JVM or serialized; it works in the JVM that made it only");
        }
        return queue;
    }
}
