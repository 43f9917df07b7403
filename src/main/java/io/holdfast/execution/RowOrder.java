package io.holdfast.execution;

import java.util.Arrays;

/**
 * The rows of a table in an order that follows from its keys, not from the order in which they came, which a restart may change.
 * Those of a key group are together.
 */
final class RowOrder {

    private RowOrder() {}

    /** All rows, each in the low half of a number: by hash, whose low bits are the key group, and by their bytes if it is the same. */
    static long[] byKey(KeyTable keys) {
        long[] order = new long[keys.size()];
        for (int row = 0; row < order.length; row++) {
            order[row] = (long) Integer.reverse(keys.hash(row)) << Integer.SIZE | row;
        }
        Arrays.sort(order);
        for (int next = 1; next < order.length; next++) {
            sortIn(order, next, keys);
        }
        return order;
    }

    /** Moves what is at a place before those of the same hash that are greater; there are hardly ever any. */
    private static void sortIn(long[] order, int next, KeyTable keys) {
        long moved = order[next];
        int place = next;
        while (place > 0 && isBefore(moved, order[place - 1], keys)) {
            order[place] = order[place - 1];
            place--;
        }
        order[place] = moved;
    }

    private static boolean isBefore(long one, long other, KeyTable keys) {
        return one >> Integer.SIZE == other >> Integer.SIZE && keys.compare((int) one, (int) other) < 0;
    }
}
