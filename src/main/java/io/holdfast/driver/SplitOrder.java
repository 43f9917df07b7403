package io.holdfast.driver;

import io.holdfast.format.SplitPosition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The places of splits in the order in which they became known: by it they are spread over tasks. */
final class SplitOrder {

    private final Map<String, Integer> places = new HashMap<>();

    SplitOrder(List<SplitPosition> known) {
        add(known);
    }

    /** Splits that come after those that are there, but for those that are among them. */
    SplitOrder add(List<SplitPosition> more) {
        more.forEach(position -> place(position.split()));
        return this;
    }

    /** The place of a split; the next one if it is new. */
    int place(String split) {
        Integer known = places.putIfAbsent(split, places.size());
        return known == null ? places.size() - 1 : known;
    }
}
