package io.holdfast.drill;

import io.holdfast.drill.Comparison.Difference;

/** Differences in words. */
final class Differences {

    private Differences() {}

    static String text(Difference difference) {
        return difference.place() + ": expected " + orNothing(difference.expected()) + ", found "
                + orNothing(difference.found());
    }

    private static String orNothing(@org.jspecify.annotations.Nullable String text) {
        return text == null ? "nothing" : "\"" + text + "\"";
    }
}
