package io.holdfast.execution;

import io.holdfast.common.BytesWriter;
import io.holdfast.function.Function2;
import io.holdfast.model.Pair;
import io.holdfast.plan.Node;
import io.holdfast.plan.Wide;
import io.holdfast.state.KeyGroups;
import io.holdfast.state.StateTable;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Takes a pane that leaves out of its key's total by the inverse of the function that combines. So panes are looked at twice: while
 * batches come into them, and when they leave. A pane that more batches can come into is kept by key; once closed, or
 * if one batch is all of it, in blocks.
 */
final class InverseWindowHead extends ReduceWindowHead {

    private final Function2<Object, Object, Object> inverse;
    private final StateTable open;
    private final PaneTable closed;
    private final KeyTable leaving = new KeyTable();

    /** What the next keys of a pane that is closed come into. */
    private @Nullable PaneBlock block;

    InverseWindowHead(
            Node.WideNode node,
            Wide.ReduceWindow operation,
            StateTable totals,
            StateTable panes,
            StateTable open,
            List<RowBuffer> buffers,
            Output next,
            TaskContext context) {
        super(node, operation, totals, panes, buffers, next, context);
        this.inverse = Objects.requireNonNull(operation.inverse());
        this.open = open;
        this.closed = new PaneTable(panes);
    }

    /** The pane before the totals: their function may change what it is given. */
    @Override
    void enter(long pane, boolean isLast) throws Exception {
        if (isLast && open.keys() == 0) {
            for (long row : RowOrder.byKey(batch)) {
                batch.restoreOrigin((int) row, context.origin);
                close((int) row, pane);
            }
            writeBlock(pane);
        } else {
            for (int row = 0; row < batch.size(); row++) {
                batch.restoreOrigin(row, context.origin);
                StateTable.Entry entry = open.find(batch, row);
                put(open, entry, combined(entry.value(), batch.value(row)), pane);
            }
        }
        super.enter(pane, isLast);
    }

    private void close(int row, long pane) {
        close(
                batch.key(row),
                batch.keyBytes(row),
                batch.keyStart(row),
                batch.keyLength(row),
                batch.hash(row),
                batch.value(row),
                pane);
    }

    /** No more than one pane is open, as the panes of batches ascend. Its keys are visited by key group, and in order. */
    @Override
    void closeBefore(long pane) throws Exception {
        if (open.keys() > 0) {
            open.forEachDue(pane - 1, this::close);
        }
    }

    private void close(StateTable.Entry entry) {
        byte[] bytes = entry.key();
        long pane = entry.deadlineMillis();
        int hash = KeyGroups.hash(bytes, 0, bytes.length);
        close(key(entry), bytes, 0, bytes.length, hash, Objects.requireNonNull(entry.value()), pane);
        open.remove(entry);
        if (open.keys() == 0) {
            writeBlock(pane);
        }
    }

    private void close(Object key, byte[] bytes, int start, int length, int hash, Object value, long pane) {
        int size = length + encodedLength(value);
        if (block == null || !block.takes(hash, size)) {
            writeBlock(pane);
            block = new PaneBlock(bytes, start, length, hash);
        }
        block.add(key, value, size);
    }

    private int encodedLength(Object value) {
        return call(() -> {
            context.scratch.reset();
            context.types.encode(value, context.scratch);
            return context.scratch.size();
        });
    }

    private void writeBlock(long pane) {
        if (block != null) {
            put(
                    panes,
                    closed.findNew(block, pane),
                    block.pairs(),
                    operation.window().leaves(pane));
            block = null;
        }
    }

    @Override
    void leave(StateTable.Entry entry) {
        leaving.clear();
        for (Object pair : (List<?>) Objects.requireNonNull(entry.value())) {
            add((Pair<?, ?>) pair);
        }
        panes.remove(entry);
        for (int row = 0; row < leaving.size(); row++) {
            leaving.readAhead(row, totals);
            takeOut(total(leaving, row), leaving.value(row));
        }
    }

    private void add(Pair<?, ?> pair) {
        BytesWriter key = context.scratch;
        key.reset();
        context.types.encodeKey(pair.key(), key);
        int hash = KeyGroups.hash(key.array(), 0, key.size());
        int row = leaving.findOrAdd(pair.key(), key.array(), 0, key.size(), hash, context.origin);
        leaving.setValue(row, pair.value());
    }

    /** A total that was filtered out has nothing to be taken out of. */
    private void takeOut(StateTable.Entry total, Object value) {
        Object before = total.value();
        if (before != null) {
            setTotal(total, without(before, value));
        }
    }

    private Object without(Object total, Object value) {
        return call(() -> inverse.apply(total, value));
    }
}
