package io.holdfast.format;

/**
 * The event time of one split.
 *
 * @param split the name of the split within its source
 * @param watermarkMillis the event time up to which all its records have come; 0 before there is any
 * @param activeMillis the batch time of the last batch that had a record of it, or of the first that knew it
 */
public record SplitWatermark(String split, long watermarkMillis, long activeMillis) {}
