package io.holdfast.codec;

import io.holdfast.common.BytesReader;

/** Reads the payload that follows one tag. Thread-safe. */
interface ValueReader {

    /**
     * Reads a payload.
     *
     * @param depth how many values enclose this one
     */
    Object read(BytesReader in, int depth);

    /** Passes over the payload; unlike {@link #read}, possible even if a class in it no longer exists. */
    default void skip(BytesReader in, int depth) {
        read(in, depth);
    }
}
