package io.holdfast.execution;

import io.holdfast.model.Pair;
import io.holdfast.plan.Node;
import io.holdfast.plan.Wide;
import io.holdfast.state.StateTable;
import java.util.List;

/** Remembers each key for a time after its first record, and passes on none of the others that come meanwhile. */
final class DeduplicateHead extends StatefulHead {

    private final Wide.Deduplicate operation;
    private final List<RowBuffer> buffers;
    private final Output next;
    private final LateRecords late;
    private long now;
    private long remembered;

    DeduplicateHead(
            Node.WideNode node,
            Wide.Deduplicate operation,
            StateTable table,
            List<RowBuffer> buffers,
            Output next,
            LateRecords late,
            TaskContext context) {
        super(node, table, 0, 1, context);
        this.operation = operation;
        this.buffers = buffers;
        this.next = next;
        this.late = late;
    }

    @Override
    public void begin(BatchInput input) throws Exception {
        now = input.timeMillis();
        remembered = operation.isEventTime() ? context.watermarks.before().of(node.name()) : 0;
        if (!operation.isEventTime()) {
            table.forEachDue(now, table::remove);
        }
    }

    @Override
    public boolean runsInParts() {
        return true;
    }

    @Override
    public void runPart() throws Exception {
        WideHead.takeEachRow(buffers, context, table, (rows, row) -> {
            long first = operation.isEventTime() ? rows.times[row] : now;
            if (first + operation.withinMillis() <= remembered) {
                late.accept(new Pair<>(rows.keys[row], rows.values[row]));
            } else {
                accept(rows, row, first + operation.withinMillis());
            }
        });
    }

    @Override
    public void run(BatchInput input) throws Exception {
        runPart();
        if (operation.isEventTime()) {
            table.forEachDue(context.watermarks.after().of(node.name()), table::remove);
        }
    }

    private void accept(Rows rows, int row, long until) throws Exception {
        StateTable.Entry entry = table.find(rows, row);
        if (!entry.exists()) {
            table.put(entry, true, until);
            next.accept(new Pair<>(rows.keys[row], rows.values[row]));
        }
    }
}
