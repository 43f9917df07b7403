package io.holdfast.configuration;

/** What to do with committed output when the target does not say how far this checkpoint published it. */
public enum UnknownMarker {
    /** Publish everything that is not known to be published: perhaps again. */
    REPUBLISH,
    /** Take everything up to the last committed batch as published. */
    SKIP
}
