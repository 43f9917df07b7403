package io.holdfast.state;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Rows of which each is a key, in the middle of other bytes. */
record TextRows(List<String> keys) implements KeyRows {

    static TextRows of(String... keys) {
        return new TextRows(List.of(keys));
    }

    @Override
    public byte[] keyBytes(int row) {
        return ("?" + keys.get(row) + "?").getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public int keyStart(int row) {
        return 1;
    }

    @Override
    public int keyLength(int row) {
        return keyBytes(row).length - 2;
    }

    @Override
    public int hash(int row) {
        return KeyGroups.hash(keyBytes(row), 1, keyLength(row));
    }
}
