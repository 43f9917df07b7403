package io.holdfast.bench;

/** What the keyed count needs of a record. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Entry(byte[] value, long offset) {}
