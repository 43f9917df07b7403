package io.holdfast.execution;

import io.holdfast.model.Pair;
import io.holdfast.state.KeyGroups;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A part of what a closed pane holds: one entry for many keys of a key group, since nothing is looked up in it any more until all
 * of it leaves. It is found under the first of its keys, which is in no other block of the pane.
 */
final class PaneBlock {

    static final int KEYS_MAX = 256;

    /** How large it may become, unless it has only one key: all of it is in memory when the pane leaves. */
    static final int BYTES_MAX = 256 << 10;

    private final byte[] firstKey;
    private final int hash;
    private final List<Pair<Object, Object>> pairs = new ArrayList<>();
    private long bytes;

    /** A block of no keys yet, of which this will be the first. */
    PaneBlock(byte[] keyBytes, int start, int length, int hash) {
        this.firstKey = Arrays.copyOfRange(keyBytes, start, start + length);
        this.hash = hash;
    }

    /** Whether a key belongs to it, and it has room. */
    boolean takes(int hashOfKey, int size) {
        return KeyGroups.group(hashOfKey) == KeyGroups.group(hash)
                && pairs.size() < KEYS_MAX
                && bytes + size <= BYTES_MAX;
    }

    void add(Object key, Object value, int size) {
        pairs.add(new Pair<>(key, value));
        bytes += size;
    }

    byte[] firstKey() {
        return firstKey;
    }

    int hash() {
        return hash;
    }

    List<Pair<Object, Object>> pairs() {
        return pairs;
    }
}
