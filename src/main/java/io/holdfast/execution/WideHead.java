package io.holdfast.execution;

import io.holdfast.plan.Node;
import io.holdfast.plan.Wide;
import io.holdfast.state.StateTable;
import java.util.List;

/** The part of one task in a wide operator without state: reads what was shuffled to it. */
abstract class WideHead implements Head {

    final Node.WideNode node;
    final Output next;
    final TaskContext context;

    WideHead(Node.WideNode node, Output next, TaskContext context) {
        this.node = node;
        this.next = next;
        this.context = context;
    }

    /** Sees the rows of a block. */
    interface RowVisitor {
        void row(Rows rows, int row) throws Exception;
    }

    /** Visits all rows of some buffers in order, each with its origin restored. */
    static void forEachRow(List<RowBuffer> buffers, TaskContext context, RowVisitor visitor) throws Exception {
        forEachRowOf(blocks(buffers), context, visitor);
    }

    /** The same of rows whose keys are looked up in a table. */
    static void forEachRow(List<RowBuffer> buffers, TaskContext context, StateTable table, RowVisitor visitor)
            throws Exception {
        List<Rows> blocks = blocks(buffers);
        RowsAhead ahead = new RowsAhead(blocks, table);
        forEachRowOf(blocks, context, (rows, row) -> {
            ahead.before(row);
            visitor.row(rows, row);
        });
    }

    /** The same for a part of a batch, which is let go of afterwards. */
    static void takeEachRow(List<RowBuffer> buffers, TaskContext context, StateTable table, RowVisitor visitor)
            throws Exception {
        forEachRow(buffers, context, table, visitor);
        buffers.forEach(RowBuffer::release);
    }

    private static List<Rows> blocks(List<RowBuffer> buffers) {
        return buffers.stream().flatMap(buffer -> buffer.blocks().stream()).toList();
    }

    private static void forEachRowOf(List<Rows> blocks, TaskContext context, RowVisitor visitor) throws Exception {
        Origin origin = context.origin;
        for (Rows rows : blocks) {
            for (int row = 0; row < rows.size; row++) {
                origin.split = rows.splits[row];
                origin.offset = rows.offsets[row];
                origin.timeMillis = rows.times[row];
                visitor.row(rows, row);
            }
        }
        origin.clear();
    }

    static WideHead of(Node.WideNode node, int task, List<Exchange> inputs, Output next, TaskContext context) {
        List<List<RowBuffer>> buffers =
                inputs.stream().map(exchange -> exchange.buffersFor(task)).toList();
        Wide operation = node.operation();
        if (operation instanceof Wide.Repartition) {
            return new PassOn(node, buffers.get(0), next, context);
        } else if (operation instanceof Wide.CombineByKey combine) {
            return new CombineHead(node, combine, buffers.get(0), next, context);
        } else if (operation instanceof Wide.CoGroup) {
            return new CoGroupHead(node, buffers, next, context);
        } else if (operation instanceof Wide.Transform transform) {
            return new TransformHead(node, transform, buffers, next, context);
        }
        throw new IllegalStateException("Holdfast bug: no head for " + node);
    }

    private static final class PassOn extends WideHead {
        private final List<RowBuffer> buffers;

        PassOn(Node.WideNode node, List<RowBuffer> buffers, Output next, TaskContext context) {
            super(node, next, context);
            this.buffers = buffers;
        }

        @Override
        public boolean runsInParts() {
            return true;
        }

        @Override
        public void runPart() throws Exception {
            forEachRow(buffers, context, (rows, row) -> next.accept(rows.values[row]));
            buffers.forEach(RowBuffer::release);
        }

        @Override
        public void run(BatchInput input) throws Exception {
            runPart();
        }
    }
}
