package io.holdfast.reader;

import io.holdfast.failure.CorruptCheckpointException;
import io.holdfast.failure.HoldfastException;
import io.holdfast.failure.StorageException;
import io.holdfast.format.Manifest.ShardProgress;
import io.holdfast.state.WorkingStore;
import io.holdfast.state.rocksdb.RocksTable;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The state of one operator in one shard: its snapshot, and over it what the deltas say. Used by one thread. */
final class ShardState implements AutoCloseable {

    private final ShardProgress shard;
    private final String operator;
    private final @Nullable SnapshotCopy snapshot;
    private final DeltaOverlay overlay;
    private @Nullable RocksTable table;
    private boolean opened;

    ShardState(ShardProgress shard, String operator, @Nullable SnapshotCopy snapshot, DeltaOverlay overlay) {
        this.shard = shard;
        this.operator = operator;
        this.snapshot = snapshot;
        this.overlay = overlay;
    }

    boolean holds(int keyGroup) {
        return keyGroup >= shard.keyGroupFrom() && keyGroup < shard.keyGroupUntil();
    }

    int number() {
        return shard.shard();
    }

    /**
     * The stored value of a key; null if there is none. Of the snapshot only the blocks on the way are read, which have
     * checksums of their own.
     */
    byte @Nullable [] find(byte[] storeKey) {
        if (overlay.has(storeKey)) {
            return overlay.get(storeKey);
        }
        return explained(() -> {
            RocksTable open = table();
            return open == null ? null : open.get(storeKey);
        });
    }

    /** All keys in order. The files of the snapshot are verified first, all of them. */
    Scan scan() {
        if (snapshot != null) {
            snapshot.verify();
        }
        return new Scan();
    }

    private @Nullable RocksTable table() {
        if (!opened && snapshot != null) {
            table = RocksTable.open(snapshot.directory(), "values/" + operator).orElse(null);
        }
        opened = true;
        return table;
    }

    private <T extends @Nullable Object> T explained(Supplier<T> step) {
        try {
            return step.get();
        } catch (CorruptCheckpointException | StorageException e) {
            HoldfastException failure = snapshot == null ? e : snapshot.explain(e);
            throw failure;
        }
    }

    /** One walk over a shard. */
    final class Scan implements AutoCloseable {

        private final Iterator<Map.Entry<byte[], byte @Nullable []>> changes =
                overlay.changes(shard.keyGroupFrom(), shard.keyGroupUntil());
        private final WorkingStore.@Nullable Cursor stored;
        private byte @Nullable [] storedKey;
        private Map.@Nullable Entry<byte[], byte @Nullable []> change;
        private byte[] key = {};
        private byte[] value = {};

        private Scan() {
            stored = explained(() -> {
                RocksTable open = table();
                return open == null ? null : open.scan();
            });
            advanceStored();
            advanceChange();
        }

        /** Goes to the next key that has a value; false if there is none. */
        boolean next() {
            while (storedKey != null || change != null) {
                int order = order();
                byte[] found;
                if (order < 0) {
                    key = Objects.requireNonNull(storedKey);
                    found = storedValue();
                    advanceStored();
                } else {
                    key = Objects.requireNonNull(change).getKey();
                    found = change.getValue();
                    advanceChange();
                    if (order == 0) {
                        advanceStored();
                    }
                }
                if (found != null) {
                    value = found;
                    return true;
                }
            }
            return false;
        }

        /** Below 0: next is a key that only the snapshot has; 0: one that both have. */
        private int order() {
            if (storedKey == null) {
                return 1;
            }
            return change == null ? -1 : Arrays.compareUnsigned(storedKey, change.getKey());
        }

        private byte[] storedValue() {
            return Objects.requireNonNull(stored).value();
        }

        private void advanceStored() {
            if (stored != null) {
                WorkingStore.Cursor cursor = stored;
                storedKey = explained(() -> cursor.next() ? cursor.key() : null);
                requireOwn(storedKey);
            }
        }

        private void requireOwn(byte @Nullable [] found) {
            if (found != null && (found.length == 0 || !holds(found[0] & 0xff))) {
                throw new CorruptCheckpointException("the snapshot of shard " + shard.shard() + " with descriptor "
                        + shard.snapshot() + " has a key outside of the shard's key groups, [" + shard.keyGroupFrom()
                        + ", " + shard.keyGroupUntil() + "): its checksums are right, so that it was written so");
            }
        }

        private void advanceChange() {
            change = changes.hasNext() ? changes.next() : null;
        }

        byte[] key() {
            return key;
        }

        byte[] value() {
            return value;
        }

        @Override
        public void close() {
            if (stored != null) {
                stored.close();
            }
        }
    }

    @Override
    public void close() {
        if (table != null) {
            table.close();
            table = null;
        }
    }
}
