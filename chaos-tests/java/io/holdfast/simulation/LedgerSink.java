package io.holdfast.simulation;

import io.holdfast.codec.Types;
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

/** Publishes to a {@link Target} in small steps, each stored with its marker, and checks that all it gets is committed. */
public final class LedgerSink<T> implements Sink<T> {

    private static final long serialVersionUID = 1L;
    private static final int RECORDS_PER_STEP = 3;

    private final transient @Nullable Target target;
    private final transient @Nullable World world;

    public LedgerSink(Target target, World world) {
        this.target = target;
        this.world = world;
    }

    @Override
    public String kind() {
        return "ledger";
    }

    @Override
    public String target() {
        return Objects.requireNonNull(target).name;
    }

    @Override
    public boolean keepsMarker() {
        return true;
    }

    @Override
    public OutboxEncoder<T> encoder(SinkContext context) {
        return context.types()::encode;
    }

    @Override
    public Publisher publisher(SinkContext context) {
        return new LedgerPublisher(
                Objects.requireNonNull(target),
                Objects.requireNonNull(world),
                world.lifeOf(context.workers()),
                context.types());
    }

    private static final class LedgerPublisher implements Publisher {
        private final Target target;
        private final World world;
        private final Life life;
        private final Types types;
        private int door;

        LedgerPublisher(Target target, World world, Life life, Types types) {
            this.target = target;
            this.world = world;
            this.life = life;
            this.types = types;
        }

        @Override
        public @Nullable Marker recover() {
            life.moments().pass(Happening.before("opening " + target.name));
            door = target.open();
            Marker marker = target.marker;
            life.moments().pass(Happening.after("opening " + target.name));
            return marker;
        }

        @Override
        public void publish(List<Outbox> outboxes, long skipRecords) throws Exception {
            long from = skipRecords;
            for (Outbox outbox : outboxes) {
                world.past().checkCommitted(outbox.batch(), outbox.manifest());
                while (from < outbox.records()) {
                    from = step(outbox, from);
                }
                from = 0;
            }
        }

        private long step(Outbox outbox, long from) throws Exception {
            List<Target.Entry> step = new ArrayList<>();
            long next = outbox.visit(from, record -> {
                step.add(new Target.Entry(
                        outbox.batch(), outbox.manifest(), from + step.size(), World.decoded(types, record)));
                return step.size() < RECORDS_PER_STEP;
            });
            life.moments().pass(Happening.before("storing batch " + outbox.batch() + " at " + target.name));
            target.store(door, step, outbox.marker(next));
            life.moments().pass(Happening.after("storing batch " + outbox.batch() + " at " + target.name));
            return next;
        }

        @Override
        public void close() {}
    }
}
