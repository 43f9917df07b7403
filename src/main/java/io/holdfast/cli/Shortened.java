package io.holdfast.cli;

import io.holdfast.codec.StoredValue;

/** Values in a table, where they may not take more than a line of a wide terminal. */
final class Shortened {

    private static final int KEY_LENGTH = 60;
    private static final int VALUE_LENGTH = 120;

    private Shortened() {}

    static String key(StoredValue key) {
        return of(key.toString(), KEY_LENGTH);
    }

    static String value(StoredValue value) {
        return of(value.toString(), VALUE_LENGTH);
    }

    private static String of(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length - 3) + "...";
    }
}
