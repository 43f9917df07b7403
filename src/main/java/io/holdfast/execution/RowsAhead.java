package io.holdfast.execution;

import io.holdfast.state.KeyFetch;
import io.holdfast.state.StateTable;
import java.util.List;

/** Goes ahead of a visit to all rows of some blocks, whose keys are looked up in a table. */
final class RowsAhead {

    private final List<Rows> blocks;
    private final KeyFetch keyFetch;
    private int block = -1;
    private int fetched;

    RowsAhead(List<Rows> blocks, StateTable table) {
        this.blocks = blocks;
        keyFetch = table.keyFetch();
    }

    /** To be called for each row of each block, in order. */
    void before(int row) {
        if (row % StateTable.AHEAD != 0) {
            return;
        }
        block += row == 0 ? 1 : 0;
        if (fetched <= 0) {
            fetched = fetchFrom(row);
        }
        Rows rows = blocks.get(block);
        int until = Math.min(rows.size, row + StateTable.AHEAD);
        keyFetch.readAhead(rows, row, until);
        fetched -= until - row;
    }

    /** Fetches from this row of the block on, also of those after it; returns for how many rows that is enough. */
    private int fetchFrom(int row) {
        int most = keyFetch.rows();
        int count = 0;
        int from = row;
        boolean hadRoom = true;
        for (int i = block; i < blocks.size() && count < most && hadRoom; i++) {
            int until = Math.min(blocks.get(i).size, from + most - count);
            hadRoom = keyFetch.want(blocks.get(i), from, until);
            count += until - from;
            from = 0;
        }
        return keyFetch.fetch();
    }
}
