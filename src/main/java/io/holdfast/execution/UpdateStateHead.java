package io.holdfast.execution;

import io.holdfast.model.Pair;
import io.holdfast.plan.Node;
import io.holdfast.plan.Plan;
import io.holdfast.plan.Wide;
import io.holdfast.state.KeyGroups;
import io.holdfast.state.StateTable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Calls the job's function for every key that has state or new values, and emits each key that has state afterwards. This
 * visits all state in each batch, as Spark defines it.
 */
final class UpdateStateHead extends StatefulHead {

    /** Stands for the values of a key whose state was already updated. */
    private static final Object VISITED = List.of();

    private final Wide.UpdateState operation;
    private final List<RowBuffer> buffers;
    private final Output next;
    private final KeyTable groups = new KeyTable();
    private Instant time = Instant.EPOCH;

    UpdateStateHead(
            Node.WideNode node,
            Wide.UpdateState operation,
            StateTable table,
            int shard,
            int shards,
            List<RowBuffer> buffers,
            Output next,
            TaskContext context) {
        super(node, table, shard, shards, context);
        this.operation = operation;
        this.buffers = buffers;
        this.next = next;
    }

    @Override
    public void run(BatchInput input) throws Exception {
        initialize(input, operation.initialState(), StateTable.NO_DEADLINE);
        if (!context.isEvaluated(Plan.slideMillis(node))) {
            return;
        }
        time = Instant.ofEpochMilli(input.timeMillis());
        groups.clear();
        WideHead.forEachRow(buffers, context, this::group);
        table.forEach(this::updateKnown);
        for (int row = 0; row < groups.size(); row++) {
            if (groups.value(row) != VISITED) {
                updateNew(row);
            }
        }
        context.origin.clear();
        groups.clear();
    }

    @SuppressWarnings("unchecked")
    private List<Object> values(int row) {
        return (List<Object>) groups.value(row);
    }

    private void group(Rows rows, int row) {
        int known = groups.size();
        int group = groups.findOrAdd(rows, row, context.origin);
        if (group == known) {
            groups.setValue(group, new ArrayList<>());
        }
        values(group).add(rows.values[row]);
    }

    private void updateKnown(StateTable.Entry entry) throws Exception {
        byte[] bytes = entry.key();
        int group =
                groups.size() == 0 ? -1 : groups.find(bytes, 0, bytes.length, KeyGroups.hash(bytes, 0, bytes.length));
        if (group < 0) {
            context.origin.clear();
            update(entry, null, List.of());
        } else {
            groups.restoreOrigin(group, context.origin);
            List<Object> values = values(group);
            groups.setValue(group, VISITED);
            update(entry, groups.key(group), values);
        }
    }

    /** All keys that have state were visited before. */
    private void updateNew(int group) throws Exception {
        groups.restoreOrigin(group, context.origin);
        StateTable.Entry entry = table.findNew(
                groups.keyBytes(group), groups.keyStart(group), groups.keyLength(group), groups.hash(group));
        update(entry, groups.key(group), values(group));
    }

    private void update(StateTable.Entry entry, @Nullable Object knownKey, List<Object> values) throws Exception {
        Object before = entry.value();
        Object key = knownKey == null ? key(entry) : knownKey;
        Optional<Object> after;
        try {
            after = Objects.requireNonNull(
                    operation.function().apply(time, key, values, Optional.ofNullable(before)),
                    "the function returned null, not an Optional");
            change(entry, before, after, values.isEmpty());
        } catch (Throwable e) {
            throw context.failed(node, e);
        }
        if (after.isPresent()) {
            next.accept(new Pair<>(key, after.get()));
        }
    }

    /** A key without new values whose state stays the same is not a change: the delta holds changed keys only. */
    private void change(StateTable.Entry entry, @Nullable Object before, Optional<Object> after, boolean untouched) {
        if (after.isEmpty()) {
            if (before != null) {
                table.remove(entry);
            }
        } else if (!untouched || !isSame(before, after.get())) {
            table.put(entry, after.get(), StateTable.NO_DEADLINE);
        }
    }

    /** Equality is trusted only for immutable values: a mutable one may have been changed in place. */
    private boolean isSame(@Nullable Object before, Object after) {
        return before != null && context.types.isImmutable(after) && before.equals(after);
    }
}
