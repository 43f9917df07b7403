package io.holdfast.inspect;

import java.util.Locale;

/** How constants are written for people and in JSON. */
final class Names {

    private Names() {}

    static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
