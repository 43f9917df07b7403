package io.holdfast.source;

import io.holdfast.format.OffsetRange;
import io.holdfast.format.SplitPosition;

/**
 * What a batch is to read of a split: from a position up to, not including, an offset. Empty when a new split becomes
 * known before it has records.
 */
public record SplitRange(SplitPosition from, long until) {

    public SplitRange {
        if (until < from.offset()) {
            throw new IllegalArgumentException("range of " + from.split() + " ends at " + until + ", before " + from);
        }
    }

    public String split() {
        return from.split();
    }

    public boolean isEmpty() {
        return until == from.offset();
    }

    public OffsetRange offsets() {
        return new OffsetRange(from.split(), from.offset(), until);
    }
}
