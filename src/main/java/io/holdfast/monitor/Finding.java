package io.holdfast.monitor;

/**
 * Something that is not as it should be.
 *
 * @param level how bad it is
 * @param text what it is, with numbers, and what to look at
 */
public record Finding(Level level, String text) {}
