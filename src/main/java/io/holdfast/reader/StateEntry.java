package io.holdfast.reader;

import io.holdfast.codec.StoredValue;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/** A key and its state. Immutable and thread-safe. */
public final class StateEntry {

    /** In front of the key, its key group. */
    private final byte[] storeKey;

    private final byte[] stored;
    private final int valueOffset;
    private final EntryReader reader;

    StateEntry(byte[] storeKey, byte[] stored, EntryReader reader) {
        this.storeKey = storeKey;
        this.stored = stored;
        this.reader = reader;
        valueOffset = reader.valueOffset(stored);
    }

    /** The number that keys are spread by, from 0 to 255. */
    public int keyGroup() {
        return storeKey[0] & 0xff;
    }

    /** The key as the checkpoint holds it: a tagged value. */
    public byte[] keyBytes() {
        return Arrays.copyOfRange(storeKey, 1, storeKey.length);
    }

    /** The value as the checkpoint holds it: a tagged value. */
    public byte[] valueBytes() {
        return Arrays.copyOfRange(stored, valueOffset, stored.length);
    }

    /** The key, without the classes of the job. */
    public StoredValue key() {
        return reader.stored(storeKey, 1);
    }

    /** The value, without the classes of the job. */
    public StoredValue value() {
        return reader.stored(stored, valueOffset);
    }

    /**
     * The key as the job has it.
     *
     * @throws io.holdfast.failure.IncompatibleCheckpointException if its class was not registered, or has changed beyond
     *     conversion
     * @throws ClassCastException if it is of another class
     */
    public <K> K key(Class<K> type) {
        return reader.typed(storeKey, 1, type);
    }

    /** The value as the job has it; see {@link #key(Class)}. */
    public <V> V value(Class<V> type) {
        return reader.typed(stored, valueOffset, type);
    }

    /** When the key times out, in the time of batches; empty if it does not. */
    public Optional<Instant> deadline() {
        long millis = reader.deadlineMillis(stored);
        return millis < 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }

    byte[] storeKey() {
        return storeKey;
    }

    /** Whether value and deadline are the same. */
    boolean sameAs(StateEntry other) {
        return Arrays.equals(stored, other.stored);
    }

    @Override
    public String toString() {
        return key() + " = " + value();
    }
}
