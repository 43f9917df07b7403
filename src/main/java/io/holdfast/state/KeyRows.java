package io.holdfast.state;

/** Keys in rows, in their canonical bytes, by which a table is asked. */
public interface KeyRows {

    /** The array that holds the key of a row, between others. */
    byte[] keyBytes(int row);

    int keyStart(int row);

    int keyLength(int row);

    int hash(int row);
}
