package io.holdfast.execution;

import java.util.ArrayList;
import java.util.List;

/**
 * The records that one task shuffles to one other in a batch, or in a part of it. Written by the one, then, after all tasks of
 * the stage have ended or paused, read by the other. Blocks are used again.
 */
final class RowBuffer {

    /** Blocks kept for the next batch; more are left to the garbage collector. */
    private static final int BLOCKS_KEPT = 512;

    private final List<Rows> blocks = new ArrayList<>();
    private int used;
    private long released;

    void add(Object key, byte[] bytes, int start, int length, int hash, Object value, Origin origin) {
        if (used == 0 || blocks.get(used - 1).isFull()) {
            if (used == blocks.size()) {
                blocks.add(new Rows());
            }
            used++;
        }
        blocks.get(used - 1).add(key, bytes, start, length, hash, value, origin);
    }

    /** The blocks that hold records. */
    List<Rows> blocks() {
        return blocks.subList(0, used);
    }

    /** How many records were written in the batch. */
    long size() {
        return released + held();
    }

    private long held() {
        return used == 0 ? 0 : (used - 1L) * Rows.CAPACITY + blocks.get(used - 1).size;
    }

    /** Forgets the batch. */
    void clear() {
        release();
        released = 0;
    }

    /** Lets go of the records that were read; more of the batch may follow. */
    void release() {
        released += held();
        blocks().forEach(Rows::clear);
        used = 0;
        if (blocks.size() > BLOCKS_KEPT) {
            blocks.subList(BLOCKS_KEPT, blocks.size()).clear();
        }
    }
}
