package io.holdfast.execution;

import io.holdfast.model.Pair;
import io.holdfast.plan.Node;
import io.holdfast.state.StateTable;
import java.util.ArrayList;
import java.util.List;

/** What operators share that gather a batch by key and go by event time. */
abstract class EventTimeHead extends StatefulHead {

    final KeyTable batch = new KeyTable();
    final Output next;

    /** What the batch began with: what is late by it, is late. */
    long watermarkBefore;

    /** What the input of the batch made of it: what is due by it, is due. */
    long watermark;

    /** A record of the batch. */
    record Timed(long timeMillis, Object value) {}

    EventTimeHead(Node.WideNode node, StateTable table, Output next, TaskContext context) {
        super(node, table, 0, 1, context);
        this.next = next;
    }

    final void begin() {
        watermarkBefore = context.watermarks.before().of(node.name());
        watermark = context.watermarks.after().of(node.name());
        batch.clear();
    }

    /** Takes a record into the batch by key. */
    final void gather(Rows rows, int row) {
        int known = batch.size();
        int group = batch.findOrAdd(rows, row, context.origin);
        if (group == known) {
            batch.setValue(group, new ArrayList<>());
        }
        records(group).add(new Timed(rows.times[row], rows.values[row]));
    }

    @SuppressWarnings("unchecked")
    final List<Timed> records(int row) {
        return (List<Timed>) batch.value(row);
    }

    /** The entry of a key of the batch in the main table. */
    final StateTable.Entry entry(int row) {
        return table.find(batch, row);
    }

    /** Passes a result on that happened at a time. */
    final void emit(Object key, Object value, long timeMillis) throws Exception {
        context.origin.clear();
        context.origin.timeMillis = timeMillis;
        next.accept(new Pair<>(key, value));
        context.origin.clear();
    }
}
