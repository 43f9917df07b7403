package io.holdfast.format;

/** What a batch read, or found lost, of one split: offsets in [from, until). Offsets inside may have no record. */
public record OffsetRange(String split, long from, long until) {

    @Override
    public String toString() {
        return split + " [" + from + ", " + until + ")";
    }
}
