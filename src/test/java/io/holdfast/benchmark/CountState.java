package io.holdfast.benchmark;

/** What the keyed count keeps per key. */
record CountState(long count, long bytes, long lastOffset) {}
