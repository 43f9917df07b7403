package io.holdfast.model;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** A key and a value: the element of a keyed stream. */
public record Pair<K extends @Nullable Object, V extends @Nullable Object>(K key, V value) implements Serializable {

    /** The pair of both. */
    public static <K extends @Nullable Object, V extends @Nullable Object> Pair<K, V> of(K key, V value) {
        return new Pair<>(key, value);
    }

    @Override
    public String toString() {
        return "(" + key + "," + value + ")";
    }
}
