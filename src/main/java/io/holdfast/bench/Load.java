package io.holdfast.bench;

/**
 * How much a round does.
 *
 * @param records how many it reads
 * @param keys of how many
 */
record Load(long records, long keys) {}
