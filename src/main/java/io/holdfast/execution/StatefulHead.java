package io.holdfast.execution;

import io.holdfast.common.BytesReader;
import io.holdfast.common.BytesWriter;
import io.holdfast.function.Supplier;
import io.holdfast.plan.Node;
import io.holdfast.state.KeyGroups;
import io.holdfast.state.StateTable;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** What the stateful operators share: the table of their shard, initial state, and keys from their bytes. */
abstract class StatefulHead implements Head {

    final Node.WideNode node;
    final StateTable table;
    final TaskContext context;
    private final int shard;
    private final int shards;

    StatefulHead(Node.WideNode node, StateTable table, int shard, int shards, TaskContext context) {
        this.node = node;
        this.table = table;
        this.shard = shard;
        this.shards = shards;
        this.context = context;
    }

    /** Loads this shard's part of the initial state if the operator's life begins with this batch. */
    final void initialize(BatchInput input, @Nullable Supplier<Map<Object, Object>> initial, long deadlineMillis) {
        if (initial == null || !input.initialize().contains(node.name())) {
            return;
        }
        try {
            for (Map.Entry<Object, Object> entry : initial.get().entrySet()) {
                BytesWriter key = context.scratch;
                key.reset();
                context.types.encodeKey(entry.getKey(), key);
                int hash = KeyGroups.hash(key.array(), 0, key.size());
                if (KeyGroups.shard(KeyGroups.group(hash), shards) == shard) {
                    StateTable.Entry slot = table.find(key.array(), 0, key.size(), hash);
                    table.put(
                            slot, Objects.requireNonNull(entry.getValue(), "an initial state is null"), deadlineMillis);
                }
            }
        } catch (Throwable e) {
            throw context.failed(node, e);
        }
    }

    /** Calls a function of the job, and blames it for what it throws. */
    final <R> R call(Callable<R> function) {
        try {
            return Objects.requireNonNull(function.call(), "the function returned null");
        } catch (Throwable e) {
            throw context.failed(node, e);
        }
    }

    /** Puts what functions of the job made, and blames the operator for a value that cannot be stored. */
    final void put(StateTable into, StateTable.Entry entry, Object value, long deadlineMillis) {
        try {
            into.put(entry, Objects.requireNonNull(value, "a value is null"), deadlineMillis);
        } catch (RuntimeException e) {
            throw context.failed(node, e);
        }
    }

    final Object key(StateTable.Entry entry) {
        return key(entry.key(), 0);
    }

    /** The key whose canonical bytes are the rest of some bytes. */
    final Object key(byte[] bytes, int offset) {
        return Objects.requireNonNull(context.types.decode(new BytesReader(bytes, offset, bytes.length - offset)));
    }
}
