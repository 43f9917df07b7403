package io.holdfast.spark;

import io.holdfast.DStream;
import io.holdfast.PairDStream;
import io.holdfast.model.Pair;

/** A stream of either kind on Holdfast, seen as either. */
record HoldfastStream(DStream<?> stream) {

    @SuppressWarnings("unchecked")
    DStream<Object> records() {
        return stream instanceof PairDStream<?, ?> ? stream.map(record -> record) : (DStream<Object>) stream;
    }

    @SuppressWarnings("unchecked")
    PairDStream<Object, Object> pairs() {
        return (PairDStream<Object, Object>) stream;
    }

    /** Pairs that are records like any other, as pairs. */
    @SuppressWarnings("unchecked")
    static Pair<Object, Object> pair(Object record) {
        return (Pair<Object, Object>) record;
    }
}
