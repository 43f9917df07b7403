package io.holdfast.execution;

import io.holdfast.codec.PaneKey;
import io.holdfast.model.Pair;
import io.holdfast.plan.Node;
import io.holdfast.plan.Wide;
import io.holdfast.state.StateTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Joins two streams by key and event time. Each side keeps its records in buckets as long as the interval, until the watermark
 * says that no record of the other side can match them any more; a record looks into the two buckets of the other side that
 * its interval touches. In a batch the left records come first, so that each pair is found once.
 */
final class IntervalJoinHead extends EventTimeHead {

    private final Wide.IntervalJoin operation;
    private final List<List<RowBuffer>> inputs;
    private final List<LateRecords> late;
    private final PaneTable left;
    private final PaneTable right;
    private final long bucketMillis;

    IntervalJoinHead(
            Node.WideNode node,
            Wide.IntervalJoin operation,
            List<StateTable> tables,
            List<List<RowBuffer>> inputs,
            Output next,
            List<LateRecords> late,
            TaskContext context) {
        super(node, tables.get(0), next, context);
        this.operation = operation;
        this.inputs = inputs;
        this.late = late;
        this.left = new PaneTable(tables.get(0));
        this.right = new PaneTable(tables.get(1));
        this.bucketMillis = operation.upperMillis() - operation.lowerMillis() + 1;
    }

    /** A record as it is stored: a list of its fields. */
    private record Kept(long timeMillis, boolean isMatched, Object value) {

        static Kept of(List<?> stored) {
            return new Kept((long) stored.get(0), (boolean) stored.get(1), stored.get(2));
        }

        List<Object> stored() {
            return List.of(timeMillis, isMatched, value);
        }
    }

    /** One side of the join, seen from a record of it. */
    private record Side(PaneTable own, PaneTable other, long lowerMillis, long upperMillis, boolean isLeft) {}

    @Override
    public void run(BatchInput input) throws Exception {
        join(0, new Side(left, right, operation.lowerMillis(), operation.upperMillis(), true));
        join(1, new Side(right, left, -operation.upperMillis(), -operation.lowerMillis(), false));
        left.table.forEachDue(watermark, entry -> leave(left.table, entry, true));
        right.table.forEachDue(watermark, entry -> leave(right.table, entry, false));
        batch.clear();
    }

    private void join(int side, Side seen) throws Exception {
        begin();
        WideHead.forEachRow(inputs.get(side), context, (rows, row) -> {
            if (rows.times[row] < watermarkBefore) {
                late.get(side).accept(new Pair<>(rows.keys[row], rows.values[row]));
            } else {
                gather(rows, row);
            }
        });
        for (int row = 0; row < batch.size(); row++) {
            for (Timed record : records(row)) {
                boolean matched = match(row, record, seen);
                keep(row, record, matched, seen);
            }
        }
    }

    private long bucket(long timeMillis) {
        return Math.floorDiv(timeMillis, bucketMillis) * bucketMillis + bucketMillis;
    }

    /** Emits all pairs of a record with what the other side has; returns whether there is any. */
    private boolean match(int row, Timed record, Side side) throws Exception {
        long from = record.timeMillis() + side.lowerMillis();
        long to = record.timeMillis() + side.upperMillis();
        boolean any = false;
        for (long bucket = bucket(from); bucket <= bucket(to); bucket += bucketMillis) {
            StateTable.Entry entry = side.other().find(batch, row, bucket, 0);
            List<Kept> kept = kept(entry);
            boolean changed = false;
            for (int i = 0; i < kept.size(); i++) {
                Kept other = kept.get(i);
                if (from <= other.timeMillis() && other.timeMillis() <= to) {
                    any = true;
                    changed |= !other.isMatched();
                    kept.set(i, new Kept(other.timeMillis(), true, other.value()));
                    emitPair(batch.key(row), record, other, side.isLeft());
                }
            }
            if (changed && tellsUnmatched(!side.isLeft())) {
                save(side.other().table, entry, kept, entry.deadlineMillis());
            }
        }
        return any;
    }

    private void emitPair(Object key, Timed record, Kept other, boolean isLeft) throws Exception {
        Object both = isLeft ? pair(record.value(), other.value()) : pair(other.value(), record.value());
        emit(key, both, Math.max(record.timeMillis(), other.timeMillis()));
    }

    @SuppressWarnings("NullAway") // it does not see that both type parameters of Pair take null
    private static Object pair(@Nullable Object ofLeft, @Nullable Object ofRight) {
        return new Pair<>(ofLeft, ofRight);
    }

    private boolean tellsUnmatched(boolean ofLeft) {
        return ofLeft ? operation.left() : operation.right();
    }

    private static List<Kept> kept(StateTable.Entry entry) {
        List<Kept> kept = new ArrayList<>();
        if (entry.value() instanceof List<?> stored) {
            stored.forEach(record -> kept.add(Kept.of((List<?>) record)));
        }
        return kept;
    }

    private void keep(int row, Timed record, boolean matched, Side side) {
        long bucket = bucket(record.timeMillis());
        StateTable.Entry entry = side.own().find(batch, row, bucket, 0);
        List<Kept> kept = kept(entry);
        kept.add(new Kept(record.timeMillis(), matched, Objects.requireNonNull(record.value(), "a value is null")));
        // The last record of the bucket can match others up to this time; watermarks are of what has come before them.
        save(side.own().table, entry, kept, Math.max(1, bucket + side.upperMillis()));
    }

    private void save(StateTable into, StateTable.Entry entry, List<Kept> kept, long deadlineMillis) {
        put(into, entry, kept.stream().map(Kept::stored).toList(), deadlineMillis);
    }

    private void leave(StateTable of, StateTable.Entry entry, boolean isLeft) throws Exception {
        List<Kept> kept = kept(entry);
        Object key = key(entry.key(), PaneKey.PREFIX);
        of.remove(entry);
        if (tellsUnmatched(isLeft)) {
            for (Kept record : kept) {
                if (!record.isMatched()) {
                    Object alone = isLeft ? pair(record.value(), null) : pair(null, record.value());
                    emit(key, alone, record.timeMillis());
                }
            }
        }
    }
}
