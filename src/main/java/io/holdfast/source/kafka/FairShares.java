package io.holdfast.source.kafka;

import java.util.Arrays;
import java.util.Comparator;

/** Splits a limit among takers: none gets more than it has, and nobody gets less than another that has as much. */
final class FairShares {

    private FairShares() {}

    /**
     * What each taker gets; all of it if the limit allows.
     *
     * @param rotation who is served first when the limit does not divide evenly; advance it from call to call
     */
    static long[] of(long[] available, long limit, int rotation) {
        int count = available.length;
        Integer[] order = new Integer[count];
        Arrays.setAll(order, i -> Math.floorMod(i + rotation, count));
        // Those that have little come first and leave the rest of their share to those after them.
        Arrays.sort(order, Comparator.comparingLong(i -> available[i]));
        long[] shares = new long[count];
        long left = Math.max(0, limit);
        for (int served = 0; served < count; served++) {
            int taker = order[served];
            int waiting = count - served;
            long share = left / waiting + (left % waiting == 0 ? 0 : 1);
            shares[taker] = Math.min(available[taker], share);
            left -= shares[taker];
        }
        return shares;
    }
}
