package io.holdfast.state;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An open-addressing table of entries, with linear probing from the high bits of the hash (the low ones are the key
 * group, of which a shard has few), and a clock: a hand that sweeps over the slots, forgives an entry that was used
 * since it last passed, and takes one that was not.
 */
final class StateCache {

    private static final int MIN_CAPACITY = 16;
    private static final int MAX_CAPACITY = 1 << 29;

    private @Nullable CacheEntry[] slots = new @Nullable CacheEntry[MIN_CAPACITY];
    private int shift = Integer.SIZE - 4;
    private int size;
    private int hand;
    private final ReadAhead ahead = new ReadAhead();

    int size() {
        return size;
    }

    int capacity() {
        return slots.length;
    }

    @Nullable
    CacheEntry find(byte[] bytes, int offset, int length, int hash) {
        int mask = slots.length - 1;
        for (int slot = hash >>> shift; ; slot = (slot + 1) & mask) {
            CacheEntry entry = slots[slot];
            if (entry == null || (entry.hash == hash && entry.hasKey(bytes, offset, length))) {
                return entry;
            }
        }
    }

    /** Reads what finds of these keys are going to read, but for what is not in its first slot. */
    void readAhead(KeyRows keys, int from, int until) {
        for (int row = from; row < until; row++) {
            ahead.add(slots[keys.hash(row) >>> shift]);
        }
        ahead.read();
    }

    /** Adds an entry whose key is not in the table. */
    void add(CacheEntry entry) {
        if (size >= slots.length / 2 && slots.length < MAX_CAPACITY) {
            grow();
        }
        insert(entry);
        entry.cached = true;
        size++;
    }

    private void insert(CacheEntry entry) {
        int mask = slots.length - 1;
        int slot = entry.hash >>> shift;
        while (slots[slot] != null) {
            slot = (slot + 1) & mask;
        }
        slots[slot] = entry;
    }

    private void grow() {
        @Nullable CacheEntry[] old = slots;
        slots = new @Nullable CacheEntry[old.length * 2];
        shift--;
        hand = 0;
        for (CacheEntry entry : old) {
            if (entry != null) {
                insert(entry);
            }
        }
    }

    void forEach(Consumer<CacheEntry> action) {
        for (CacheEntry entry : slots) {
            if (entry != null) {
                action.accept(entry);
            }
        }
    }

    /** Moves the hand over one slot; returns the entry that it took out, if any. */
    @Nullable
    CacheEntry sweep() {
        CacheEntry entry = slots[hand];
        if (entry != null && !entry.referenced && !entry.held) {
            removeAt(hand);
            entry.cached = false;
            size--;
            return entry;
        }
        if (entry != null) {
            entry.referenced = false;
        }
        hand = (hand + 1) & (slots.length - 1);
        return null;
    }

    /** Empties a slot and moves up those after it whose probing passes over it. */
    private void removeAt(int empty) {
        int mask = slots.length - 1;
        int slot = empty;
        for (CacheEntry entry = next(slot); entry != null; entry = next(slot)) {
            slot = (slot + 1) & mask;
            int home = entry.hash >>> shift;
            if (((slot - home) & mask) >= ((slot - empty) & mask)) {
                slots[empty] = entry;
                empty = slot;
            }
        }
        slots[empty] = null;
    }

    private @Nullable CacheEntry next(int slot) {
        return slots[(slot + 1) & (slots.length - 1)];
    }
}
