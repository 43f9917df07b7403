package io.holdfast.execution;

import io.holdfast.model.Pair;
import io.holdfast.plan.Node;
import io.holdfast.plan.Wide;
import java.util.List;

/** Combines all values of each key and emits a pair per key, in the order in which keys were first seen. */
final class CombineHead extends WideHead {

    private final Wide.CombineByKey combine;
    private final List<RowBuffer> buffers;
    private final KeyTable table = new KeyTable();

    CombineHead(
            Node.WideNode node, Wide.CombineByKey combine, List<RowBuffer> buffers, Output next, TaskContext context) {
        super(node, next, context);
        this.combine = combine;
        this.buffers = buffers;
    }

    @Override
    public void run(BatchInput input) throws Exception {
        table.clear();
        forEachRow(buffers, context, this::add);
        for (int row = 0; row < table.size(); row++) {
            table.restoreOrigin(row, context.origin);
            next.accept(new Pair<>(table.key(row), table.value(row)));
        }
        context.origin.clear();
        table.clear();
    }

    private void add(Rows rows, int row) {
        int known = table.size();
        int entry = table.findOrAdd(rows, row, context.origin);
        try {
            table.setValue(
                    entry, entry == known ? first(rows.values[row]) : more(table.value(entry), rows.values[row]));
        } catch (Throwable e) {
            throw context.failed(node, e);
        }
    }

    private Object first(Object value) throws Exception {
        return combine.mapSide() ? value : combine.create().apply(value);
    }

    private Object more(Object combined, Object value) throws Exception {
        return combine.mapSide()
                ? combine.merge().apply(combined, value)
                : combine.add().apply(combined, value);
    }
}
