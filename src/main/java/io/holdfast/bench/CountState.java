package io.holdfast.bench;

import org.jspecify.annotations.Nullable;

/** What the keyed count keeps per key: how many records, of how many bytes, and where the last one was. */
record CountState(long count, long bytes, long lastOffset) {

    static CountState after(@Nullable CountState before, int bytes, long offset) {
        return before == null
                ? new CountState(1, bytes, offset)
                : new CountState(before.count + 1, before.bytes + bytes, offset);
    }
}
