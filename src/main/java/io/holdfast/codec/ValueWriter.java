package io.holdfast.codec;

import io.holdfast.common.BytesWriter;

/** Appends the tag and the payload of values of one type. Thread-safe. */
interface ValueWriter {

    /**
     * Appends one value.
     *
     * @param depth how many values enclose this one
     */
    void write(Object value, BytesWriter out, int depth);
}
