package io.holdfast.execution;

import io.holdfast.model.Pair;
import io.holdfast.plan.Node;
import java.util.ArrayList;
import java.util.List;

/** Emits, per key, a pair of the key and a list with one list of values per input. */
final class CoGroupHead extends WideHead {

    private final List<List<RowBuffer>> inputs;
    private final KeyTable table = new KeyTable();

    CoGroupHead(Node.WideNode node, List<List<RowBuffer>> inputs, Output next, TaskContext context) {
        super(node, next, context);
        this.inputs = inputs;
    }

    @Override
    public void run(BatchInput input) throws Exception {
        table.clear();
        for (int i = 0; i < inputs.size(); i++) {
            int side = i;
            forEachRow(inputs.get(i), context, (rows, row) -> group(rows, row)
                    .get(side)
                    .add(rows.values[row]));
        }
        for (int row = 0; row < table.size(); row++) {
            table.restoreOrigin(row, context.origin);
            next.accept(new Pair<>(table.key(row), table.value(row)));
        }
        context.origin.clear();
        table.clear();
    }

    @SuppressWarnings("unchecked")
    private List<List<Object>> group(Rows rows, int row) {
        int known = table.size();
        int entry = table.findOrAdd(rows, row, context.origin);
        if (entry == known) {
            List<List<Object>> sides = new ArrayList<>(inputs.size());
            inputs.forEach(side -> sides.add(new ArrayList<>()));
            table.setValue(entry, sides);
        }
        return (List<List<Object>>) table.value(entry);
    }
}
