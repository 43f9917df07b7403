package io.holdfast.sink.print;

import io.holdfast.failure.ConfigurationException;
import io.holdfast.sink.OutboxEncoder;
import io.holdfast.sink.Publisher;
import io.holdfast.sink.Sink;
import io.holdfast.sink.SinkContext;

/**
 * Prints the first records of each batch that has any to standard output, under a line with the batch time. For
 * looking at a job: at least once, and only as many records as are printed are stored with the batch.
 *
 * @param <T> the type of records it takes
 */
public final class PrintSink<T> implements Sink<T> {

    private final int count;

    private PrintSink(int count) {
        this.count = count;
    }

    /** Prints the first 10 records of a batch. */
    public static <T> PrintSink<T> of() {
        return of(10);
    }

    /** Prints the first records of a batch, up to this many. */
    public static <T> PrintSink<T> of(int count) {
        if (count < 0) {
            throw new ConfigurationException("option count of a print sink must be at least 0, found " + count);
        }
        return new PrintSink<>(count);
    }

    @Override
    public String kind() {
        return "print";
    }

    @Override
    public String target() {
        return "standard output";
    }

    @Override
    public boolean keepsMarker() {
        return false;
    }

    @Override
    public OutboxEncoder<T> encoder(SinkContext context) {
        return new PrintEncoder<>(context.sink(), count);
    }

    @Override
    public Publisher publisher(SinkContext context) {
        return new PrintPublisher(context.sink(), count, System.out);
    }
}
