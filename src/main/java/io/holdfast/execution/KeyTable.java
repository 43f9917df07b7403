package io.holdfast.execution;

import io.holdfast.common.BytesWriter;
import io.holdfast.state.KeyFetch;
import io.holdfast.state.KeyRows;
import io.holdfast.state.StateTable;
import java.util.Arrays;

/**
 * The keys of a batch with a value each: an open-addressing table over canonical key bytes. Rows are numbered in the order
 * in which keys were first seen. Emptied for each batch; not thread-safe.
 */
final class KeyTable implements KeyRows {

    private static final int INITIAL_SLOTS = 1024;

    private int[] slots = new int[INITIAL_SLOTS];
    private Object[] keys = new Object[INITIAL_SLOTS / 2];
    private Object[] values = new Object[INITIAL_SLOTS / 2];
    private int[] hashes = new int[INITIAL_SLOTS / 2];
    private int[] keyEnds = new int[INITIAL_SLOTS / 2];
    private int[] splits = new int[INITIAL_SLOTS / 2];
    private long[] offsets = new long[INITIAL_SLOTS / 2];
    private long[] times = new long[INITIAL_SLOTS / 2];
    private BytesWriter keyBytes = new BytesWriter(INITIAL_SLOTS * 8);
    private int size;
    private int unfetchedFrom;

    int size() {
        return size;
    }

    /** The row of a key, or -1. */
    int find(byte[] bytes, int start, int length, int hash) {
        for (int slot = slot(hash); ; slot = next(slot)) {
            int row = slots[slot] - 1;
            if (row < 0 || matches(row, bytes, start, length, hash)) {
                return row;
            }
        }
    }

    /** The row of a key, which is added without a value if it is new. The origin is that of the last record, its time the latest. */
    int findOrAdd(Object key, byte[] bytes, int start, int length, int hash, Origin origin) {
        int row = findOrAdd(key, bytes, start, length, hash);
        splits[row] = origin.split;
        offsets[row] = origin.offset;
        times[row] = Math.max(times[row], origin.timeMillis);
        return row;
    }

    /** The same for the key of a shuffled record. */
    int findOrAdd(Rows rows, int row, Origin origin) {
        return findOrAdd(
                rows.keys[row], rows.keyBytes(row), rows.keyStart(row), rows.keyLength(row), rows.hashes[row], origin);
    }

    private int findOrAdd(Object key, byte[] bytes, int start, int length, int hash) {
        int slot = slot(hash);
        for (; slots[slot] != 0; slot = next(slot)) {
            if (matches(slots[slot] - 1, bytes, start, length, hash)) {
                return slots[slot] - 1;
            }
        }
        if (size == keys.length) {
            grow();
            return findOrAdd(key, bytes, start, length, hash);
        }
        int row = size++;
        times[row] = Origin.NO_TIME;
        slots[slot] = row + 1;
        keys[row] = key;
        hashes[row] = hash;
        keyBytes.writeBytes(bytes, start, length);
        keyEnds[row] = keyBytes.size();
        return row;
    }

    private boolean matches(int row, byte[] bytes, int start, int length, int hash) {
        return hashes[row] == hash
                && Arrays.equals(keyBytes.array(), keyStart(row), keyEnds[row], bytes, start, start + length);
    }

    /** Compares two keys by their bytes. */
    int compare(int row, int other) {
        byte[] bytes = keyBytes.array();
        return Arrays.compareUnsigned(bytes, keyStart(row), keyEnds[row], bytes, keyStart(other), keyEnds[other]);
    }

    Object key(int row) {
        return keys[row];
    }

    Object value(int row) {
        return values[row];
    }

    void setValue(int row, Object value) {
        values[row] = value;
    }

    @Override
    public int hash(int row) {
        return hashes[row];
    }

    /** To be called for each row, in order, if each is looked up in a table. */
    void readAhead(int row, StateTable table) {
        if (row % StateTable.AHEAD != 0) {
            return;
        }
        KeyFetch keyFetch = table.keyFetch();
        if (row == 0 || row >= unfetchedFrom) {
            boolean unused = keyFetch.want(this, row, Math.min(size, row + keyFetch.rows()));
            unfetchedFrom = row + keyFetch.fetch();
        }
        keyFetch.readAhead(this, row, Math.min(size, row + StateTable.AHEAD));
    }

    @Override
    public byte[] keyBytes(int row) {
        return keyBytes.array();
    }

    @Override
    public int keyStart(int row) {
        return row == 0 ? 0 : keyEnds[row - 1];
    }

    @Override
    public int keyLength(int row) {
        return keyEnds[row] - keyStart(row);
    }

    /** Makes the origin that of the row's last record. */
    void restoreOrigin(int row, Origin origin) {
        origin.split = splits[row];
        origin.offset = offsets[row];
        origin.timeMillis = times[row];
    }

    /** Empties the table; one much too large for what it held is halved, so that clearing follows use. */
    void clear() {
        if (slots.length > INITIAL_SLOTS && size < slots.length / 16) {
            allocate(slots.length / 2);
        } else if (size > 0) {
            Arrays.fill(slots, 0);
            Arrays.fill(keys, 0, size, null);
            Arrays.fill(values, 0, size, null);
        }
        keyBytes.reset();
        size = 0;
    }

    private void allocate(int slotCount) {
        slots = new int[slotCount];
        keys = new Object[slotCount / 2];
        values = new Object[slotCount / 2];
        hashes = new int[slotCount / 2];
        keyEnds = new int[slotCount / 2];
        splits = new int[slotCount / 2];
        offsets = new long[slotCount / 2];
        times = new long[slotCount / 2];
    }

    private void grow() {
        int rows = keys.length * 2;
        slots = new int[rows * 2];
        keys = Arrays.copyOf(keys, rows);
        values = Arrays.copyOf(values, rows);
        hashes = Arrays.copyOf(hashes, rows);
        keyEnds = Arrays.copyOf(keyEnds, rows);
        splits = Arrays.copyOf(splits, rows);
        offsets = Arrays.copyOf(offsets, rows);
        times = Arrays.copyOf(times, rows);
        for (int row = 0; row < size; row++) {
            int slot = slot(hashes[row]);
            while (slots[slot] != 0) {
                slot = next(slot);
            }
            slots[slot] = row + 1;
        }
    }

    /** The low bits of the hash are the key group, the same for many keys of a shard: mix the high ones in. */
    private int slot(int hash) {
        int mixed = (hash ^ hash >>> 15) * 0x9E3779B1;
        return (mixed ^ mixed >>> 16) & (slots.length - 1);
    }

    private int next(int slot) {
        return (slot + 1) & (slots.length - 1);
    }
}
