package io.holdfast.execution;

import io.holdfast.common.BytesWriter;
import io.holdfast.state.KeyRows;

/**
 * A block of shuffled records in columns. A record costs no object of its own: its key's canonical bytes lie in one array
 * with those of its neighbours, so that hashing and comparing on the other side touches memory in order.
 */
final class Rows implements KeyRows {

    static final int CAPACITY = 2048;

    final Object[] keys = new Object[CAPACITY];
    final Object[] values = new Object[CAPACITY];
    final int[] hashes = new int[CAPACITY];
    final int[] keyEnds = new int[CAPACITY];
    final int[] splits = new int[CAPACITY];
    final long[] offsets = new long[CAPACITY];
    final long[] times = new long[CAPACITY];
    private final BytesWriter keyBytes = new BytesWriter(CAPACITY * 16);
    int size;

    boolean isFull() {
        return size == CAPACITY;
    }

    void add(Object key, byte[] bytes, int start, int length, int hash, Object value, Origin origin) {
        int row = size++;
        keys[row] = key;
        values[row] = value;
        hashes[row] = hash;
        keyBytes.writeBytes(bytes, start, length);
        keyEnds[row] = keyBytes.size();
        splits[row] = origin.split;
        offsets[row] = origin.offset;
        times[row] = origin.timeMillis;
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

    @Override
    public int hash(int row) {
        return hashes[row];
    }

    /** Empties the block and lets go of the records. */
    void clear() {
        java.util.Arrays.fill(keys, 0, size, null);
        java.util.Arrays.fill(values, 0, size, null);
        keyBytes.reset();
        size = 0;
    }
}
