package io.holdfast.model;

import java.io.Serializable;
import java.time.Instant;

/**
 * What a window in event time gives.
 *
 * @param start when it begins
 * @param end when it ends, not included
 * @param value the result
 */
public record Windowed<T>(Instant start, Instant end, T value) implements Serializable {

    @Override
    public String toString() {
        return value + " [" + start + ", " + end + ")";
    }
}
