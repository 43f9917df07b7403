package io.holdfast.execution;

import io.holdfast.model.Pair;
import io.holdfast.state.KeyGroups;
import io.holdfast.state.StateTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a closed pane holds, in blocks: one entry for many keys of a key group, since nothing is looked up in it any more until all
 * of it leaves. A block is found under the first of its keys, which is in no other block of the pane.
 */
final class PaneBlocks {

    /** Bounds what one entry takes. */
    static final int KEYS_MAX = 256;

    private final PaneTable byPane;
    private final int[] groupEnds = new int[KeyGroups.COUNT];
    private int[] rows = new int[KEYS_MAX];

    PaneBlocks(StateTable panes) {
        byPane = new PaneTable(panes);
    }

    /** Takes a block. */
    interface Writer {
        void write(StateTable.Entry entry, List<Pair<Object, Object>> block);
    }

    /** Cuts all keys of a pane, with their values, into blocks. */
    void write(KeyTable keys, long paneMillis, Writer writer) {
        sortByGroup(keys);
        int start = 0;
        for (int end : groupEnds) {
            for (int from = start; from < end; from += KEYS_MAX) {
                List<Pair<Object, Object>> block = new ArrayList<>(Math.min(KEYS_MAX, end - from));
                for (int i = from; i < Math.min(end, from + KEYS_MAX); i++) {
                    block.add(new Pair<>(keys.key(rows[i]), keys.value(rows[i])));
                }
                writer.write(byPane.findNew(keys, rows[from], paneMillis), block);
            }
            start = end;
        }
    }

    /** By counting: where each group begins is known before the first row has its place. */
    private void sortByGroup(KeyTable keys) {
        int size = keys.size();
        if (rows.length < size) {
            rows = new int[Math.max(size, 2 * rows.length)];
        }
        Arrays.fill(groupEnds, 0);
        for (int row = 0; row < size; row++) {
            int group = KeyGroups.group(keys.hash(row));
            if (group + 1 < groupEnds.length) {
                groupEnds[group + 1]++;
            }
        }
        for (int group = 1; group < groupEnds.length; group++) {
            groupEnds[group] += groupEnds[group - 1];
        }
        for (int row = 0; row < size; row++) {
            rows[groupEnds[KeyGroups.group(keys.hash(row))]++] = row;
        }
    }
}
