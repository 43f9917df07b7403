package io.holdfast.common;

import java.util.Locale;

/** Assertions on our own code that are always on: a violated one is a bug in Holdfast, never bad input. */
public final class Check {

    private Check() {}

    /** Throws {@link IllegalStateException} with the formatted message unless the condition holds. */
    public static void that(boolean condition, String message, Object... arguments) {
        if (!condition) {
            throw new IllegalStateException("Holdfast bug: " + String.format(Locale.ROOT, message, arguments));
        }
    }
}
