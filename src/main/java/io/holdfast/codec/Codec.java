package io.holdfast.codec;

import io.holdfast.common.BytesReader;
import io.holdfast.common.BytesWriter;

/**
 * Turns values of one type into bytes and back. An implementation reads exactly the bytes that it wrote, must be
 * thread-safe, and never turns bytes into any type other than its own. It also has to read what its older versions
 * wrote: Holdfast knows nothing of its format.
 */
public interface Codec<T> {

    /** Appends the bytes of a value. */
    void encode(T value, BytesWriter out);

    /** Reads a value; the reader ends with its bytes. */
    T decode(BytesReader in);

    /** Whether equal values always give equal bytes, in this and every later version, so that they can be keys. */
    default boolean canonical() {
        return false;
    }

    /** Whether values are deeply immutable, so that they are shared instead of copied. */
    default boolean immutable() {
        return false;
    }
}
