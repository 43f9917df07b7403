package io.holdfast.execution;

import io.holdfast.codec.PaneKey;
import io.holdfast.model.Pair;
import io.holdfast.plan.Node;
import io.holdfast.plan.Wide;
import io.holdfast.state.StateTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/** Keeps all values of a window, those of a key and pane in one list, and emits them at each boundary, older panes first. */
final class CollectWindowHead extends WindowHead {

    private final Wide.CollectWindow operation;
    private final Output next;
    private final KeyTable collected = new KeyTable();

    /** The values of a key in one pane. */
    private record PaneValues(long pane, List<Object> values) {}

    CollectWindowHead(
            Node.WideNode node,
            Wide.CollectWindow operation,
            StateTable panes,
            List<RowBuffer> buffers,
            Output next,
            TaskContext context) {
        super(node, panes, operation.window(), buffers, context);
        this.operation = operation;
        this.next = next;
    }

    @SuppressWarnings("unchecked")
    private static <V> List<V> list(KeyTable table, int row) {
        return (List<V>) table.value(row);
    }

    @Override
    void group(Rows rows, int row) {
        int known = batch.size();
        int group = batch.findOrAdd(rows, row, context.origin);
        if (group == known) {
            batch.setValue(group, new ArrayList<>());
        }
        CollectWindowHead.<Object>list(batch, group).add(rows.values[row]);
    }

    @Override
    void enter(int row, long pane) {
        StateTable.Entry entry = pane(row, pane);
        List<Object> values = new ArrayList<>();
        if (entry.value() instanceof List<?> before) {
            values.addAll(before);
        }
        values.addAll(list(batch, row));
        put(panes, entry, values, operation.window().leaves(pane));
    }

    @Override
    void leave(StateTable.Entry entry) {
        panes.remove(entry);
    }

    @Override
    void emit(long boundary) throws Exception {
        collected.clear();
        panes.forEach(this::collect);
        for (int row = 0; row < collected.size(); row++) {
            List<PaneValues> byPane = list(collected, row);
            byPane.sort(Comparator.comparingLong(PaneValues::pane));
            if (operation.grouped()) {
                List<Object> all = new ArrayList<>();
                byPane.forEach(pane -> all.addAll(pane.values()));
                next.accept(new Pair<>(collected.key(row), all));
            } else {
                emitEach(byPane);
            }
        }
        collected.clear();
    }

    private void emitEach(List<PaneValues> byPane) throws Exception {
        for (PaneValues pane : byPane) {
            for (Object value : pane.values()) {
                next.accept(value);
            }
        }
    }

    @SuppressWarnings("unchecked")
    private void collect(StateTable.Entry entry) {
        int known = collected.size();
        int row = row(collected, entry);
        if (row == known) {
            collected.setValue(row, new ArrayList<>());
        }
        List<Object> values = (List<Object>) Objects.requireNonNull(entry.value());
        CollectWindowHead.<PaneValues>list(collected, row)
                .add(new PaneValues(PaneKey.timeMillis(entry.key(), 0), values));
    }
}
