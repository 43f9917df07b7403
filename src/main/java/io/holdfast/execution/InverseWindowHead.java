package io.holdfast.execution;

import io.holdfast.function.Function2;
import io.holdfast.plan.Node;
import io.holdfast.plan.Wide;
import io.holdfast.state.StateTable;
import java.util.List;
import java.util.Objects;

/** Takes a pane that leaves out of its key's total by the inverse of the function that combines. */
final class InverseWindowHead extends ReduceWindowHead {

    private final Function2<Object, Object, Object> inverse;
    private final KeyTable left = new KeyTable();

    InverseWindowHead(
            Node.WideNode node,
            Wide.ReduceWindow operation,
            StateTable totals,
            StateTable panes,
            List<RowBuffer> buffers,
            Output next,
            TaskContext context) {
        super(node, operation, totals, panes, buffers, next, context);
        this.inverse = Objects.requireNonNull(operation.inverse());
    }

    /** A total that was filtered out has nothing to be taken out of. */
    @Override
    void leave(StateTable.Entry pane) {
        left.clear();
        StateTable.Entry total = total(left, row(left, pane));
        Object before = total.value();
        Object value = Objects.requireNonNull(pane.value());
        panes.remove(pane);
        if (before != null) {
            setTotal(total, without(before, value));
        }
    }

    private Object without(Object total, Object value) {
        return call(() -> inverse.apply(total, value));
    }
}
