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

/**
 * Takes a pane that leaves out of its key's total by the inverse of the function that combines. So panes are looked at twice: while
 * batches come into them, and when they leave. A pane that more batches can come into is kept by key; once closed, or
 * if one batch is all of it, in blocks.
 */
final class InverseWindowHead extends ReduceWindowHead {

    private final Function2<Object, Object, Object> inverse;
    private final StateTable open;
    private final PaneBlocks blocks;
    private final KeyTable closing = new KeyTable();
    private final KeyTable left = new KeyTable();

    private long closingPane;

    /** Whether the batch is all of its pane, so that nothing is kept of it by key. */
    private boolean isWhole;

    InverseWindowHead(
            Node.WideNode node,
            Wide.ReduceWindow operation,
            List<StateTable> tables,
            List<RowBuffer> buffers,
            Output next,
            TaskContext context) {
        super(node, operation, tables.get(0), tables.get(1), buffers, next, context);
        this.inverse = Objects.requireNonNull(operation.inverse());
        this.open = tables.get(2);
        this.blocks = new PaneBlocks(panes);
    }

    @Override
    void enter(long pane, boolean isLast) throws Exception {
        isWhole = isLast && open.keys() == 0;
        if (isWhole) {
            writeBlocks(batch, pane);
        }
        super.enter(pane, isLast);
    }

    @Override
    void enterPane(int row, Object value, long pane) {
        if (!isWhole) {
            StateTable.Entry entry = open.find(batch, row);
            put(open, entry, combined(entry.value(), value), pane);
        }
    }

    /** No more than one pane is open, as the panes of batches ascend. */
    @Override
    void closeBefore(long pane) throws Exception {
        if (open.keys() > 0) {
            open.forEachDue(pane - 1, this::close);
        }
        if (closing.size() > 0) {
            writeBlocks(closing, closingPane);
            closing.clear();
        }
    }

    private void close(StateTable.Entry entry) {
        closingPane = entry.deadlineMillis();
        byte[] bytes = entry.key();
        int row = closing.findOrAdd(
                key(entry), bytes, 0, bytes.length, KeyGroups.hash(bytes, 0, bytes.length), context.origin);
        closing.setValue(row, Objects.requireNonNull(entry.value()));
        open.remove(entry);
    }

    private void writeBlocks(KeyTable keys, long pane) {
        long leaves = operation.window().leaves(pane);
        blocks.write(keys, pane, (entry, block) -> put(panes, entry, block, leaves));
    }

    @Override
    void leave(StateTable.Entry block) {
        left.clear();
        for (Object pair : (List<?>) Objects.requireNonNull(block.value())) {
            add((Pair<?, ?>) pair);
        }
        panes.remove(block);
        for (int row = 0; row < left.size(); row++) {
            if (row % StateTable.AHEAD == 0) {
                left.readAhead(row, totals);
            }
            leave(total(left, row), left.value(row));
        }
    }

    private void add(Pair<?, ?> pair) {
        BytesWriter key = context.scratch;
        key.reset();
        context.types.encodeKey(pair.key(), key);
        int hash = KeyGroups.hash(key.array(), 0, key.size());
        left.setValue(left.findOrAdd(pair.key(), key.array(), 0, key.size(), hash, context.origin), pair.value());
    }

    /** A total that was filtered out has nothing to be taken out of. */
    private void leave(StateTable.Entry total, Object value) {
        Object before = total.value();
        if (before != null) {
            setTotal(total, without(before, value));
        }
    }

    private Object without(Object total, Object value) {
        return call(() -> inverse.apply(total, value));
    }
}
