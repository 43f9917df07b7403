package io.holdfast.source;

import java.util.Map;

/**
 * How far the splits of a source are known to have records.
 *
 * @param offsets by the name of the split, the offset after its last record; a split of which nothing is known is left out
 * @param offsetsPerRecord about how many offsets a record takes: 1 where offsets count records, at least 1
 */
public record SplitEnds(Map<String, Long> offsets, long offsetsPerRecord) {

    /** Of a source that cannot tell. */
    public static final SplitEnds UNKNOWN = new SplitEnds(Map.of(), 1);

    /** Of a source whose offsets count records. */
    public static SplitEnds ofRecords(Map<String, Long> offsets) {
        return new SplitEnds(offsets, 1);
    }
}
