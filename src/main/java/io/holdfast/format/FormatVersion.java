package io.holdfast.format;

import java.util.Set;

/**
 * The version written, and what can be read. A new major version is for a change that an older reader would misread; a
 * minor one is for additions that it may ignore; a feature that it must not ignore goes into {@code requires}.
 */
public final class FormatVersion {

    public static final int MAJOR = 1;
    public static final int MINOR = 0;

    /** The features that this code can read. */
    static final Set<String> FEATURES = Set.of();

    private FormatVersion() {}
}
