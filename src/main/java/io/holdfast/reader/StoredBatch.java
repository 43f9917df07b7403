package io.holdfast.reader;

import io.holdfast.codec.StoredValues;
import io.holdfast.common.Digest;
import io.holdfast.failure.ConfigurationException;
import io.holdfast.failure.CorruptCheckpointException;
import io.holdfast.format.BatchFileReader;
import io.holdfast.format.Manifest;
import io.holdfast.format.Manifest.Section;
import io.holdfast.format.SnapshotDescriptor;
import io.holdfast.format.SnapshotStore;
import io.holdfast.format.SplitPosition;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/** A committed batch: what the job had after it, and what it put out. Immutable and thread-safe. */
public final class StoredBatch {

    private final StoredCheckpoint checkpoint;
    private final Manifest manifest;

    StoredBatch(StoredCheckpoint checkpoint, Manifest manifest) {
        this.checkpoint = checkpoint;
        this.manifest = manifest;
    }

    /** Its id. */
    public long id() {
        return manifest.batch();
    }

    /**
     * All that its file says of it, as {@code checkpoint-format.md} describes it: time, lineage, shards, sinks, sizes.
     * Later versions of Holdfast may add fields.
     */
    public Manifest manifest() {
        return manifest;
    }

    /** Per source, where each of its splits is read next. */
    public SortedMap<String, List<SplitPosition>> offsets() {
        SortedMap<String, List<SplitPosition>> offsets = new TreeMap<>();
        manifest.sources().forEach((name, source) -> offsets.put(name, source.positions()));
        return offsets;
    }

    /** The names of the operators that have state. */
    public Collection<String> operators() {
        return manifest.states().keySet();
    }

    /**
     * How many keys of an operator have state after this batch.
     *
     * @throws ConfigurationException if the operator has none
     */
    public long keys(String operator) {
        return requireState(operator).keys().stream().mapToLong(Long::longValue).sum();
    }

    /**
     * The state of an operator after this batch. All that is needed is taken out of the directory now, into a temporary
     * directory (as links, where {@code java.io.tmpdir} is on the same disk, else as copies), so that the job may
     * give the batch up meanwhile. What changed since the last snapshots is held in memory.
     *
     * @throws ConfigurationException if the operator has none, or the batch is not retained
     * @throws CorruptCheckpointException if a file that it needs is missing or damaged
     */
    public StoredState state(String operator) {
        requireState(operator);
        if (!checkpoint.isKept(id())) {
            throw new ConfigurationException("the state after batch " + id() + " of "
                    + checkpoint.storage().location() + " cannot be read: batches are retained from "
                    + checkpoint.floor() + " on, and no pin holds this one");
        }
        return checkpoint.unlessGivenUp(id(), () -> StoredState.open(checkpoint, this, operator));
    }

    /**
     * What changed in the state of an operator from an earlier batch to this one: each key whose value or deadline differs,
     * in the order of key groups and of the bytes of keys. This takes as long as what changed is large, not the state:
     * changed keys are in the batches between, and are held in memory; only they are looked up in the earlier state. (If
     * the operator was away in between, or only a pin holds the earlier batch, both states are read.)
     *
     * @throws ConfigurationException if neither batch has state of the operator, or one is not retained
     * @throws CorruptCheckpointException if a file that it needs is missing or damaged
     */
    public void forEachChange(StoredBatch earlier, String operator, Consumer<StateChange> action) {
        if (earlier.id() > id()) {
            throw new ConfigurationException(
                    "changes lead from an earlier batch to a later one, not from " + earlier.id() + " to " + id());
        }
        if (!earlier.operators().contains(operator)) {
            requireState(operator);
        }
        new StateDifference(earlier, this, operator).visit(action);
    }

    /** The length of the snapshot that the state of each shard starts from, 0 without one; in the order of shards. */
    public List<Long> snapshotBytes() {
        return checkpoint.unlessGivenUp(
                id(), () -> manifest.shards().stream().map(this::bytes).toList());
    }

    private long bytes(Manifest.ShardProgress shard) {
        Digest digest = shard.snapshot();
        return digest == null
                ? 0
                : SnapshotStore.read(checkpoint.storage(), digest).files().stream()
                        .mapToLong(SnapshotDescriptor.SnapshotFile::length)
                        .sum();
    }

    private Manifest.StateProgress requireState(String operator) {
        Manifest.StateProgress state = manifest.states().get(operator);
        if (state == null) {
            throw new ConfigurationException("no operator '" + operator + "' has state after batch " + id() + " of "
                    + checkpoint.storage().location() + ": there are " + operators());
        }
        return state;
    }

    /**
     * Gives the records that this batch gave to a sink, in order, each as the bytes that the sink stores.
     *
     * @throws ConfigurationException if there is no such sink
     */
    public void forEachRecord(String sink, Consumer<byte[]> action) {
        if (!manifest.sinks().containsKey(sink)) {
            throw new ConfigurationException("batch " + id() + " of "
                    + checkpoint.storage().location() + " has no sink '" + sink + "': there are "
                    + manifest.sinks().keySet());
        }
        checkpoint.unlessGivenUp(id(), () -> {
            try (BatchFileReader file = checkpoint.file(id())) {
                for (Manifest.Chunk chunk : file.chunks(Section.OUTBOX, sink)) {
                    file.visitOutbox(
                            chunk,
                            (bytes, offset, length) ->
                                    action.accept(Arrays.copyOfRange(bytes, offset, offset + length)));
                }
            }
            return this;
        });
    }

    StoredCheckpoint checkpoint() {
        return checkpoint;
    }

    /** How entries of an operator are read. */
    EntryReader entries(String operator) {
        return new EntryReader(
                operator, manifest.batch(), StoredValues.of(manifest.schemas()), () -> checkpoint.types(manifest));
    }
}
