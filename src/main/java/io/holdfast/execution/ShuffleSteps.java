package io.holdfast.execution;

import io.holdfast.common.BytesWriter;
import io.holdfast.model.Pair;
import io.holdfast.model.Partitioner;
import io.holdfast.plan.Node;
import io.holdfast.plan.Wide;
import io.holdfast.state.KeyGroups;

/** The steps that end a stage: they write records to an exchange. */
final class ShuffleSteps {

    private static final byte[] NO_KEY_BYTES = {};
    private static final Object NO_KEY = "";

    private ShuffleSteps() {}

    static Output step(Node.WideNode node, RowBuffer[] targets, int task, TaskContext context) {
        Wide.CombineByKey combine = node.operation().combiner();
        if (combine != null) {
            return new CombineFirst(node, combine, targets, context);
        } else if (node.operation() instanceof Wide.Repartition) {
            return new Spread(targets, task, context);
        } else if (node.operation() instanceof Wide.Transform) {
            return new Gather(targets[0], context);
        }
        return new ByKey(node, targets, context);
    }

    /** Appends a key's canonical bytes to the context's emptied scratch. */
    private static BytesWriter encodeKey(Node node, Object key, TaskContext context) {
        BytesWriter scratch = context.scratch;
        scratch.reset();
        try {
            if (key == null) {
                throw new IllegalArgumentException("a key is null");
            }
            context.types.encodeKey(key, scratch);
        } catch (RuntimeException e) {
            throw context.failed(node, e);
        }
        return scratch;
    }

    private static int target(Node.WideNode node, Object key, int hash, int targets, TaskContext context) {
        Partitioner<Object> partitioner = node.operation().partitions().partitioner();
        if (partitioner == null) {
            return KeyGroups.shard(KeyGroups.group(hash), targets);
        }
        try {
            int partition = partitioner.partitionOf(key);
            if (partition < 0 || partition >= targets) {
                throw new IllegalArgumentException("the partitioner puts key " + key + " into partition " + partition
                        + "; expected one from 0 to " + (targets - 1));
            }
            return partition;
        } catch (Throwable e) {
            throw context.failed(node, e);
        }
    }

    /** Each pair goes to the shard of its key. */
    private static final class ByKey extends Output {
        private final Node.WideNode node;
        private final RowBuffer[] targets;
        private final TaskContext context;

        ByKey(Node.WideNode node, RowBuffer[] targets, TaskContext context) {
            this.node = node;
            this.targets = targets;
            this.context = context;
        }

        @Override
        void accept(Object value) {
            Pair<?, ?> pair = NarrowSteps.pair(node, value, context);
            BytesWriter key = encodeKey(node, pair.key(), context);
            int hash = KeyGroups.hash(key.array(), 0, key.size());
            targets[target(node, pair.key(), hash, targets.length, context)].add(
                    pair.key(), key.array(), 0, key.size(), hash, pair.value(), context.origin);
        }
    }

    /** Values of a key are combined in this task; one combination per key goes to the key's shard. */
    private static final class CombineFirst extends Output {
        private final Node.WideNode node;
        private final Wide.CombineByKey combine;
        private final RowBuffer[] targets;
        private final TaskContext context;
        private final KeyTable table = new KeyTable();

        CombineFirst(Node.WideNode node, Wide.CombineByKey combine, RowBuffer[] targets, TaskContext context) {
            this.node = node;
            this.combine = combine;
            this.targets = targets;
            this.context = context;
        }

        @Override
        void accept(Object value) {
            Pair<?, ?> pair = NarrowSteps.pair(node, value, context);
            BytesWriter key = encodeKey(node, pair.key(), context);
            int hash = KeyGroups.hash(key.array(), 0, key.size());
            int known = table.size();
            int row = table.findOrAdd(pair.key(), key.array(), 0, key.size(), hash, context.origin);
            try {
                table.setValue(
                        row,
                        row == known
                                ? combine.create().apply(pair.value())
                                : combine.add().apply(table.value(row), pair.value()));
            } catch (Throwable e) {
                throw context.failed(node, e);
            }
        }

        @Override
        void finish() {
            for (int row = 0; row < table.size(); row++) {
                int hash = table.hash(row);
                table.restoreOrigin(row, context.origin);
                targets[target(node, table.key(row), hash, targets.length, context)].add(
                        table.key(row),
                        table.keyBytes(row),
                        table.keyStart(row),
                        table.keyLength(row),
                        hash,
                        table.value(row),
                        context.origin);
            }
            table.clear();
        }
    }

    /** Records go to all tasks in turn, beginning with another one for each writer. */
    private static final class Spread extends Output {
        private final RowBuffer[] targets;
        private final int first;
        private final TaskContext context;
        private int turn;

        Spread(RowBuffer[] targets, int task, TaskContext context) {
            this.targets = targets;
            this.first = task % targets.length;
            this.context = context;
            this.turn = first;
        }

        @Override
        void accept(Object value) {
            targets[turn].add(NO_KEY, NO_KEY_BYTES, 0, 0, 0, value, context.origin);
            turn = turn + 1 == targets.length ? 0 : turn + 1;
        }

        @Override
        void finish() {
            turn = first;
        }
    }

    /** All records go to one task. */
    private static final class Gather extends Output {
        private final RowBuffer target;
        private final TaskContext context;

        Gather(RowBuffer target, TaskContext context) {
            this.target = target;
            this.context = context;
        }

        @Override
        void accept(Object value) {
            target.add(NO_KEY, NO_KEY_BYTES, 0, 0, 0, value, context.origin);
        }
    }
}
