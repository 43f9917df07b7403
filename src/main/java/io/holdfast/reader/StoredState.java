package io.holdfast.reader;

import io.holdfast.common.Digest;
import io.holdfast.failure.CorruptCheckpointException;
import io.holdfast.failure.IncompatibleCheckpointException;
import io.holdfast.format.Manifest;
import io.holdfast.format.Manifest.KeyGroupLayout;
import io.holdfast.format.Manifest.ShardProgress;
import io.holdfast.state.KeyGroups;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The state of one operator after one batch: one walk over all keys, in the order of key groups and of the bytes of keys,
 * and single keys. To be closed, which removes what was taken out of the directory. Used by one thread.
 */
public final class StoredState implements AutoCloseable {

    private final StoredBatch batch;
    private final String operator;
    private final EntryReader reader;
    private final TemporaryDirectory temporary;
    private final List<ShardState> shards;
    private int shard = -1;
    private ShardState.@Nullable Scan scan;
    private long keys;
    private @Nullable StateEntry entry;
    private boolean closed;

    private StoredState(StoredBatch batch, String operator, TemporaryDirectory temporary, List<ShardState> shards) {
        this.batch = batch;
        this.operator = operator;
        this.temporary = temporary;
        this.shards = shards;
        reader = batch.entries(operator);
    }

    static StoredState open(StoredCheckpoint checkpoint, StoredBatch batch, String operator) {
        Manifest manifest = batch.manifest();
        requireKnownSpreading(checkpoint, manifest);
        DeltaOverlay overlay = DeltaOverlay.read(checkpoint, operator, oldestDelta(manifest), batch);
        TemporaryDirectory temporary = checkpoint.temporaryDirectory();
        try {
            List<ShardState> shards = new ArrayList<>();
            for (ShardProgress progress : manifest.shards()) {
                shards.add(new ShardState(
                        progress, operator, snapshot(checkpoint, manifest, progress, temporary), overlay));
            }
            return new StoredState(batch, operator, temporary, shards);
        } catch (Throwable e) {
            temporary.close();
            throw e;
        }
    }

    private static void requireKnownSpreading(StoredCheckpoint checkpoint, Manifest manifest) {
        KeyGroupLayout known = new KeyGroupLayout(KeyGroups.COUNT, KeyGroups.HASH);
        if (!manifest.keyGroups().equals(known)) {
            throw new IncompatibleCheckpointException(checkpoint.storage().location() + " spreads keys by "
                    + manifest.keyGroups() + "; this version of Holdfast knows " + known);
        }
    }

    /**
     * The first batch whose delta some shard needs. What is older than the snapshot of another shard does no harm there: of a
     * key the newest delta counts, and that is no older than what the snapshot has.
     */
    private static long oldestDelta(Manifest manifest) {
        return manifest.shards().stream()
                .mapToLong(shard -> shard.snapshotThrough() + 1)
                .min()
                .orElse(manifest.batch() + 1);
    }

    private static @Nullable SnapshotCopy snapshot(
            StoredCheckpoint checkpoint, Manifest manifest, ShardProgress progress, TemporaryDirectory temporary) {
        Digest digest = progress.snapshot();
        return digest == null
                ? null
                : SnapshotCopy.of(
                        checkpoint.storage(),
                        manifest,
                        progress,
                        digest,
                        temporary.directory("shard-" + progress.shard()));
    }

    /**
     * Goes to the next key; false if there is none.
     *
     * @throws CorruptCheckpointException if a file is damaged: before any key of the shard that it belongs to
     */
    public boolean next() {
        while (true) {
            if (scan == null && !nextShard()) {
                entry = null;
                return false;
            }
            ShardState.Scan current = Objects.requireNonNull(scan);
            if (current.next()) {
                entry = new StateEntry(current.key(), current.value(), reader);
                keys++;
                return true;
            }
            endShard(current);
        }
    }

    private boolean nextShard() {
        if (shard + 1 >= shards.size()) {
            return false;
        }
        shard++;
        keys = 0;
        scan = shards.get(shard).scan();
        return true;
    }

    /** The manifest says how many keys there must have been. */
    private void endShard(ShardState.Scan ended) {
        ended.close();
        scan = null;
        List<Long> expected =
                Objects.requireNonNull(batch.manifest().states().get(operator)).keys();
        int number = shards.get(shard).number();
        if (number < 0 || number >= expected.size() || expected.get(number) != keys) {
            throw new CorruptCheckpointException(
                    "the state of operator '" + operator + "' in shard " + number + " after batch " + batch.id()
                            + " is not what its manifest says: expected keys per shard " + expected + ", found "
                            + keys + " in this one. Run 'verify' to see what is damaged");
        }
    }

    /** The entry that {@link #next} went to. */
    public StateEntry entry() {
        if (entry == null) {
            throw new NoSuchElementException("there is no entry before next() was called, or after it returned false");
        }
        return entry;
    }

    /** The shard of the entry that {@link #next} went to. */
    public int shard() {
        return shards.get(shard).number();
    }

    /**
     * One key, without a walk over the others, and without regard to where the walk is.
     *
     * @param key a tagged value: {@link io.holdfast.codec.Types#encodeKey} writes it
     */
    public Optional<StateEntry> find(byte[] key) {
        return findStored(DeltaOverlay.storeKey(key, 0, key.length));
    }

    Optional<StateEntry> findStored(byte[] storeKey) {
        for (ShardState one : shards) {
            if (one.holds(storeKey[0] & 0xff)) {
                byte[] stored = one.find(storeKey);
                return stored == null ? Optional.empty() : Optional.of(new StateEntry(storeKey, stored, reader));
            }
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            if (scan != null) {
                scan.close();
            }
            shards.forEach(ShardState::close);
            temporary.close();
        }
    }
}
