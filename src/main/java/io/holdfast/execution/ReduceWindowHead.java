package io.holdfast.execution;

import io.holdfast.function.Predicate;
import io.holdfast.model.Pair;
import io.holdfast.plan.Node;
import io.holdfast.plan.Wide;
import io.holdfast.state.StateTable;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what each key has in each pane, and the total of each key over the window. What a batch costs follows the keys that
 * come in and those that leave, and, at a boundary, those that are emitted. How a total loses a pane is what the two kinds
 * differ in.
 */
abstract class ReduceWindowHead extends WindowHead {

    final Wide.ReduceWindow operation;
    final StateTable totals;
    private final Output next;

    ReduceWindowHead(
            Node.WideNode node,
            Wide.ReduceWindow operation,
            StateTable totals,
            StateTable panes,
            List<RowBuffer> buffers,
            Output next,
            TaskContext context) {
        super(node, panes, operation.window(), buffers, context);
        this.operation = operation;
        this.totals = totals;
        this.next = next;
    }

    @Override
    final void group(Rows rows, int row) {
        int known = batch.size();
        int group = batch.findOrAdd(rows, row, context.origin);
        Object value = required(rows.values[row]);
        batch.setValue(group, group == known ? value : reduce(batch.value(group), value));
    }

    @Override
    void readAhead(int row) {
        batch.readAhead(row, totals);
    }

    @Override
    void enter(int row, long pane) {
        Object value = batch.value(row);
        StateTable.Entry total = total(batch, row);
        setTotal(total, combined(total.value(), value));
    }

    @Override
    void emit(long boundary) throws Exception {
        totals.forEach(this::emit);
    }

    private void emit(StateTable.Entry total) throws Exception {
        Pair<Object, Object> result = new Pair<>(key(total.key(), 0), Objects.requireNonNull(total.value()));
        if (keeps(result)) {
            next.accept(result);
        } else {
            totals.remove(total);
        }
    }

    private boolean keeps(Pair<Object, Object> result) {
        Predicate<Object> keep = operation.keep();
        try {
            return keep == null || keep.test(result);
        } catch (Throwable e) {
            throw context.failed(node, e);
        }
    }

    final StateTable.Entry total(KeyTable keys, int row) {
        return totals.find(keys, row);
    }

    final void setTotal(StateTable.Entry total, @Nullable Object value) {
        if (value == null) {
            totals.remove(total);
        } else {
            put(totals, total, value, StateTable.NO_DEADLINE);
        }
    }

    private Object required(@Nullable Object value) {
        return call(() -> Objects.requireNonNull(value, "a value is null"));
    }

    final Object combined(@Nullable Object before, Object value) {
        return before == null ? value : reduce(before, value);
    }

    private Object reduce(Object earlier, Object later) {
        return call(() -> operation.reduce().apply(earlier, later));
    }
}
