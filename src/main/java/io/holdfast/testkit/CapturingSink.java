package io.holdfast.testkit;

import io.holdfast.common.BytesWriter;
import io.holdfast.failure.UserCodeException;
import io.holdfast.format.Marker;
import io.holdfast.sink.Outbox;
import io.holdfast.sink.OutboxEncoder;
import io.holdfast.sink.Publisher;
import io.holdfast.sink.Sink;
import io.holdfast.sink.SinkContext;
import io.holdfast.testkit.Target.Published;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Stands in for a sink of the job: keeps its records as objects, exactly once, in steps of a few records, each stored with
 * its marker. What the real sink would refuse is refused, if it can tell without asking anybody.
 */
final class CapturingSink implements Sink<Object> {

    private static final long serialVersionUID = 1L;
    private static final int RECORDS_PER_STEP = 3;

    /** Their encoders ask nobody; those of others may want to know of their brokers or databases. */
    private static final Set<String> ENCODED =
            Set.of("textFiles", "objectFiles", "hadoopFiles", "foreachBatch", "print");

    private final Sink<Object> original;
    private final transient World world;
    private final transient Consumer<Change> observer;

    CapturingSink(Sink<Object> original, World world, Consumer<Change> observer) {
        this.original = original;
        this.world = world;
        this.observer = observer;
    }

    @Override
    public String kind() {
        return original.kind();
    }

    @Override
    public String target() {
        return original.target();
    }

    @Override
    public boolean keepsMarker() {
        return true;
    }

    @Override
    public OutboxEncoder<Object> encoder(SinkContext context) {
        OutboxEncoder<Object> tried = ENCODED.contains(kind()) ? original.encoder(context) : (value, out) -> {};
        return new CapturingEncoder(tried, world.records(), context);
    }

    @Override
    public Publisher publisher(SinkContext context) {
        return new CapturingPublisher(context);
    }

    private record CapturingEncoder(OutboxEncoder<Object> tried, RecordCopies records, SinkContext context)
            implements OutboxEncoder<Object> {

        @Override
        public void beginBatch() {
            tried.beginBatch();
        }

        @Override
        public void encode(@Nullable Object value, BytesWriter out) throws Exception {
            if (value == null) {
                throw new UserCodeException("sink '" + context.sink() + "' was given null; filter it out before");
            }
            tried.encode(value, new BytesWriter(64));
            records.write(value, context.types(), out);
        }

        @Override
        public void close() {
            tried.close();
        }
    }

    private final class CapturingPublisher implements Publisher {

        private final SinkContext context;
        private final Target target;
        private int door;

        CapturingPublisher(SinkContext context) {
            this.context = context;
            target = world.target(context.sink());
        }

        @Override
        public @Nullable Marker recover() {
            door = target.open();
            observer.accept(Change.of("a process took over sink '" + context.sink() + "'"));
            return target.marker();
        }

        @Override
        public void publish(List<Outbox> outboxes, long skipRecords) throws Exception {
            long from = skipRecords;
            for (Outbox outbox : outboxes) {
                while (from < outbox.records()) {
                    from = step(outbox, from);
                }
                from = 0;
            }
        }

        private long step(Outbox outbox, long from) throws Exception {
            List<Published> step = new ArrayList<>();
            long next = outbox.visit(from, record -> {
                Object value = world.records().read(record, context.types());
                step.add(new Published(outbox.batchTimeMillis(), world.step(), value));
                return step.size() < RECORDS_PER_STEP;
            });
            target.store(door, step, outbox.marker(next));
            observer.accept(Change.of("sink '" + context.sink() + "' published " + next + " of " + outbox.records()
                    + " records of batch " + outbox.batch()));
            return next;
        }

        @Override
        public void close() {}
    }
}
