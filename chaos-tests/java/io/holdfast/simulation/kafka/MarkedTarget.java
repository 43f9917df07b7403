package io.holdfast.simulation.kafka;

import io.holdfast.codec.Types;
import io.holdfast.common.BytesReader;
import io.holdfast.failure.SinkException;
import io.holdfast.format.Marker;
import io.holdfast.sink.Outbox;
import io.holdfast.sink.OutboxEncoder;
import io.holdfast.sink.Publisher;
import io.holdfast.sink.Sink;
import io.holdfast.sink.SinkContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A second target beside Kafka: stores a batch and its marker at once, for the publisher that came last. */
final class MarkedTarget {

    private final List<String> values = new ArrayList<>();
    private final CommittedBatches batches;
    private @Nullable Marker marker;
    private int doors;

    MarkedTarget(CommittedBatches batches) {
        this.batches = batches;
    }

    List<String> values() {
        return values;
    }

    /** A sink for one process. */
    Sink<String> sink(Host host) {
        return new MarkedSink(this, host);
    }

    private void store(int door, Outbox outbox, List<String> records) {
        if (door != doors) {
            throw new SinkException("another publisher has been opened");
        }
        if (!batches.contains(outbox.batch(), outbox.manifest().hex())) {
            throw new AssertionError("batch " + outbox.batch() + " is published before it is committed");
        }
        values.addAll(records);
        marker = outbox.marker(outbox.records());
    }

    private static final class MarkedSink implements Sink<String> {

        private static final long serialVersionUID = 1L;

        private final transient @Nullable MarkedTarget target;
        private final transient @Nullable Host host;

        MarkedSink(MarkedTarget target, Host host) {
            this.target = target;
            this.host = host;
        }

        @Override
        public String kind() {
            return "marked";
        }

        @Override
        public String target() {
            return "memory";
        }

        @Override
        public boolean keepsMarker() {
            return true;
        }

        @Override
        public OutboxEncoder<String> encoder(SinkContext context) {
            return context.types()::encode;
        }

        @Override
        public Publisher publisher(SinkContext context) {
            return new MarkedPublisher(Objects.requireNonNull(target), Objects.requireNonNull(host), context.types());
        }
    }

    private static final class MarkedPublisher implements Publisher {

        private final MarkedTarget target;
        private final Host host;
        private final Types types;
        private int door;

        MarkedPublisher(MarkedTarget target, Host host, Types types) {
            this.target = target;
            this.host = host;
            this.types = types;
        }

        @Override
        public @Nullable Marker recover() {
            host.moment("before opening the second target");
            door = ++target.doors;
            return target.marker;
        }

        @Override
        public void publish(List<Outbox> outboxes, long skipRecords) throws Exception {
            long skip = skipRecords;
            for (Outbox outbox : outboxes) {
                List<String> records = new ArrayList<>();
                outbox.visit(skip, record -> records.add(decode(record)));
                host.moment("before storing at the second target");
                target.store(door, outbox, records);
                host.moment("after storing at the second target");
                skip = 0;
            }
        }

        private String decode(BytesReader record) {
            return (String) Objects.requireNonNull(types.decode(record));
        }

        @Override
        public void close() {}
    }
}
