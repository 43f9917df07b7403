package io.holdfast.format;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where reading of one split of a source goes on.
 *
 * @param split the name of the split within its source, such as {@code clicks-3}
 * @param offset the next offset to read
 * @param attributes what else identifies the place, such as a topic id and a leader epoch
 */
public record SplitPosition(String split, long offset, SortedMap<String, String> attributes) {

    public SplitPosition {
        attributes = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(attributes));
    }

    /** A position with attributes in any kind of map. */
    public static SplitPosition of(String split, long offset, Map<String, String> attributes) {
        return new SplitPosition(split, offset, new TreeMap<>(attributes));
    }
}
