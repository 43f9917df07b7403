package io.holdfast.codec;

/**
 * What is known of a class whose instances can be written.
 *
 * @param writer writes the tag and the payload
 * @param keyCheck which instances can be keys
 * @param immutable whether all instances are deeply immutable
 */
record TypeEntry(ValueWriter writer, KeyCheck keyCheck, boolean immutable) {}
