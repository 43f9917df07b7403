package io.holdfast.execution;

import java.util.ArrayList;
import java.util.List;

/**
 * All records that one task shuffles to one other in a batch. Written by the one, then, after all tasks of the stage have
 * ended, read by the other. Blocks are used again in the next batch.
 */
final class RowBuffer {

    /** Blocks kept for the next batch; more are left to the garbage collector. */
    private static final int BLOCKS_KEPT = 512;

    private final List<Rows> blocks = new ArrayList<>();
    private int used;

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

    long size() {
        return used == 0 ? 0 : (used - 1L) * Rows.CAPACITY + blocks.get(used - 1).size;
    }

    void clear() {
        blocks().forEach(Rows::clear);
        used = 0;
        if (blocks.size() > BLOCKS_KEPT) {
            blocks.subList(BLOCKS_KEPT, blocks.size()).clear();
        }
    }
}
