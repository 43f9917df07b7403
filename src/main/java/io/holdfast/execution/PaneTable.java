package io.holdfast.execution;

import io.holdfast.codec.PaneKey;
import io.holdfast.common.BytesWriter;
import io.holdfast.state.KeyGroups;
import io.holdfast.state.StateTable;

/** What an operator keeps of each key by pane. */
final class PaneTable {

    final StateTable table;
    private final BytesWriter paneKey = new BytesWriter(64);

    PaneTable(StateTable table) {
        this.table = table;
    }

    /** The entry of a pane, or of a node over panes, of a key in a table. */
    StateTable.Entry find(KeyTable keys, int row, long timeMillis, int level) {
        return find(keys.keyBytes(row), keys.keyStart(row), keys.keyLength(row), keys.hash(row), timeMillis, level);
    }

    /** The same of a pane that nothing has come into yet. */
    StateTable.Entry findNew(KeyTable keys, int row, long timeMillis) {
        encode(keys.keyBytes(row), keys.keyStart(row), keys.keyLength(row), timeMillis, 0);
        return table.findNew(paneKey.array(), 0, paneKey.size(), KeyGroups.ofPane(keys.hash(row), timeMillis, 0));
    }

    /** The same under the first key of a block. */
    StateTable.Entry findNew(PaneBlock block, long timeMillis) {
        encode(block.firstKey(), 0, block.firstKey().length, timeMillis, 0);
        return table.findNew(paneKey.array(), 0, paneKey.size(), KeyGroups.ofPane(block.hash(), timeMillis, 0));
    }

    /** The same of a key whose entry in another table is known. */
    StateTable.Entry find(StateTable.Entry ofKey, long timeMillis) {
        byte[] key = ofKey.key();
        return find(key, 0, key.length, KeyGroups.hash(key, 0, key.length), timeMillis, 0);
    }

    private StateTable.Entry find(byte[] key, int start, int length, int hash, long timeMillis, int level) {
        encode(key, start, length, timeMillis, level);
        return table.find(paneKey.array(), 0, paneKey.size(), KeyGroups.ofPane(hash, timeMillis, level));
    }

    private void encode(byte[] key, int start, int length, long timeMillis, int level) {
        paneKey.reset();
        PaneKey.encode(timeMillis, level, key, start, length, paneKey);
    }
}
